import CKernels
import Tensors

/// A convolution as matrix products with the unrolled image, one image after another.
final class PortableConvolution: RectifyingKernel {
  let inputShape: ImageShape
  let outputShape: ImageShape
  var inputLayout: ActivationLayout { .rowMajor }
  var outputLayout: ActivationLayout { .rowMajor }
  var parameters: [any KernelParameter] { bias.count == 0 ? [weight] : [weight, bias] }

  let fusesReLU: Bool
  var handsRectifierOn = false

  private let sizes: ck_convolution
  private let weight: PortableParameter
  /// Empty without bias.
  private let bias: PortableParameter
  private let workspace: AlignedBuffer

  init(_ geometry: ConvolutionGeometry, hasBias: Bool, fusesReLU: Bool) {
    let output = geometry.output
    inputShape = geometry.input
    outputShape = output
    sizes = ck_convolution(
      channels: geometry.input.channels, height: geometry.input.height, width: geometry.input.width,
      outputs: geometry.outputChannels, kernel: geometry.kernel, stride: geometry.stride,
      padding: geometry.padding, output_height: output.height, output_width: output.width)
    self.fusesReLU = fusesReLU
    weight = PortableParameter(
      count: geometry.outputChannels * geometry.input.channels * geometry.kernel * geometry.kernel)
    bias = PortableParameter(count: hasBias ? geometry.outputChannels : 0)
    workspace = AlignedBuffer(count: ck_convolution_workspace(sizes))
  }

  func forward(_ input: Activation, into output: Activation) {
    check(input: input, output: output)
    let (source, target, scratch) = (input.storage, output.storage, workspace)
    let (weights, biases) = (weight.storage, bias.storage)
    var result = target.mutableSpan
    var work = scratch.mutableSpan
    ck_convolution_forward(
      sizes, input.batch, fusesReLU ? 1 : 0, source.span, weights.span, biases.span, &result,
      &work)
  }

  func backward(
    input: Activation, output: Activation, outputGradient: Activation, inputGradient: Activation?
  ) {
    check(input: input, output: output)
    check(input: inputGradient, output: outputGradient)
    if fusesReLU && !handsRectifierOn {
      Rectifier.backward(output: output, gradient: outputGradient)
    }
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
    ck_convolution_backward_weight(
      sizes, batch, input.span, gradient.span, &weightGradient, &biasGradient, &work)
  }

  private func backwardInput(_ gradient: AlignedBuffer, into target: AlignedBuffer, batch: Int) {
    let (weights, scratch) = (weight.storage, workspace)
    var result = target.mutableSpan
    var work = scratch.mutableSpan
    ck_convolution_backward_input(
      sizes, batch, gradient.span, weights.span, &result, &work)
  }
}
