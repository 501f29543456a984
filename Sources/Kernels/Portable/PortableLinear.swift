import CKernels
import Tensors

/// A fully connected layer as matrix products.
final class PortableLinear: LayerKernel {
  let inputShape: ImageShape
  let outputShape: ImageShape
  var inputLayout: ActivationLayout { .rowMajor }
  var outputLayout: ActivationLayout { .rowMajor }
  var parameters: [any KernelParameter] { [weight, bias] }

  private let fusesReLU: Bool
  private let weight: PortableParameter
  private let bias: PortableParameter
  private let workspace = AlignedBuffer(count: ck_linear_workspace())
  private var inputs: Int { inputShape.count }
  private var outputs: Int { outputShape.count }

  init(input: ImageShape, outputs: Int, fusesReLU: Bool) {
    inputShape = input
    outputShape = ImageShape(channels: outputs, height: 1, width: 1)
    self.fusesReLU = fusesReLU
    weight = PortableParameter(count: outputs * input.count)
    bias = PortableParameter(count: outputs)
  }

  func forward(_ input: Activation, into output: Activation) {
    check(input: input, output: output)
    let (source, target, scratch) = (input.storage, output.storage, workspace)
    let (weights, biases) = (weight.storage, bias.storage)
    var result = target.mutableSpan
    var work = scratch.mutableSpan
    ck_linear_forward(
      input.batch, inputs, source.span, weights.span, biases.span, &result, &work)
    if fusesReLU { Rectifier.forward(output, into: output) }
  }

  func backward(
    input: Activation, output: Activation, outputGradient: Activation, inputGradient: Activation?
  ) {
    check(input: input, output: output)
    check(input: inputGradient, output: outputGradient)
    if fusesReLU { Rectifier.backward(output: output, gradient: outputGradient) }
    backwardParameters(input.storage, outputGradient.storage, batch: input.batch)
    if let inputGradient {
      backwardInput(outputGradient.storage, into: inputGradient.storage, batch: input.batch)
    }
  }

  // MARK: - Details

  private func backwardParameters(_ input: AlignedBuffer, _ gradient: AlignedBuffer, batch: Int) {
    let (weights, biases, scratch) = (weight.gradientStorage, bias.gradientStorage, workspace)
    var weightGradient = weights.mutableSpan
    var biasGradient = biases.mutableSpan
    var work = scratch.mutableSpan
    ck_linear_backward_weight(
      batch, inputs, input.span, gradient.span, &weightGradient, &biasGradient, &work)
  }

  private func backwardInput(_ gradient: AlignedBuffer, into target: AlignedBuffer, batch: Int) {
    let (weights, scratch) = (weight.storage, workspace)
    var result = target.mutableSpan
    var work = scratch.mutableSpan
    ck_linear_backward_input(
      batch, inputs, outputs, gradient.span, weights.span, &result, &work)
  }
}
