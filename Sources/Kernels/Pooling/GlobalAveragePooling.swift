import CKernels
import Tensors

/// The mean of each channel, for both backends and all layouts.
final class GlobalAveragePooling: LayerKernel {
  let inputShape: ImageShape
  let inputLayout: ActivationLayout
  var outputShape: ImageShape {
    ImageShape(channels: inputShape.channels, height: 1, width: 1)
  }
  var outputLayout: ActivationLayout { inputLayout }
  var parameters: [any KernelParameter] { [] }

  private var area: Int { inputShape.height * inputShape.width }

  init(_ shape: ImageShape, layout: ActivationLayout) {
    inputShape = shape
    inputLayout = layout
  }

  func forward(_ input: Activation, into output: Activation) {
    check(input: input, output: output)
    let (source, target) = (input.storage, output.storage)
    var means = target.mutableSpan
    ck_global_average_forward(
      planeCount(of: input), area, input.groupSize, source.span, &means)
  }

  func backward(
    input: Activation, output: Activation, outputGradient: Activation, inputGradient: Activation?
  ) {
    check(input: inputGradient, output: outputGradient)
    guard let inputGradient else { return }
    let (source, target) = (outputGradient.storage, inputGradient.storage)
    var result = target.mutableSpan
    ck_global_average_backward(
      planeCount(of: input), area, input.groupSize, source.span, &result)
  }

  /// The groups of channels in the batch.
  private func planeCount(of input: Activation) -> Int {
    input.batch * inputShape.channels / input.groupSize
  }
}
