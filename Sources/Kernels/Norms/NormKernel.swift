import CKernels
import Tensors

/// A normalization with scale and shift, for both backends and all layouts.
///
/// One pass over memory for the statistics and one that normalizes, with the rectifier behind it;
/// backward likewise. Sums are in double precision and fixed lanes: the bits are the same on every
/// instruction set.
final class NormKernel: LayerKernel {
  let inputShape: ImageShape
  let inputLayout: ActivationLayout
  var outputShape: ImageShape { inputShape }
  var outputLayout: ActivationLayout { inputLayout }
  var parameters: [any KernelParameter] { [scale, shift] }
  var buffers: [AlignedBuffer] { rule.buffers }

  private let rule: any NormRule
  private let fusesReLU: Bool
  private let scale: PortableParameter
  private let shift: PortableParameter
  private var statistics = NormStatistics()
  private var purpose = PassPurpose.evaluation

  init(
    _ norm: Norm, _ shape: ImageShape, layout: ActivationLayout, fusesReLU: Bool
  ) throws(KernelError) {
    try norm.check(shape)
    inputShape = shape
    inputLayout = layout
    self.fusesReLU = fusesReLU
    scale = PortableParameter(count: shape.channels)
    shift = PortableParameter(count: shape.channels)
    let area = shape.height * shape.width
    rule =
      switch norm {
      case .batch: BatchNormRule(channels: shape.channels, area: area)
      case .group(let count):
        GroupNormRule(channels: shape.channels, groupCount: count, area: area)
      }
  }

  func prepare(for purpose: PassPurpose) { self.purpose = purpose }

  func forward(_ input: Activation, into output: Activation) {
    prepareForward(input, output)
    statistics.normalize(
      sizes(of: input), input.storage, into: output.storage, rectifies: fusesReLU)
  }

  /// Computes the rectified sum of the normalized input and `term`.
  func forward(_ input: Activation, adding term: Activation, into output: Activation) {
    check(input: term)
    prepareForward(input, output)
    statistics.normalize(
      sizes(of: input), input.storage, adding: term.storage, into: output.storage)
  }

  /// As the protocol says; `inputGradient` may be `outputGradient` itself.
  func backward(
    input: Activation, output: Activation, outputGradient: Activation, inputGradient: Activation?
  ) {
    check(input: input, output: outputGradient)
    statistics.sumGradient(
      sizes(of: input), outputGradient.storage, input: input.storage, rectifies: fusesReLU)
    finishBackward(input, outputGradient, inputGradient, rectifies: fusesReLU)
  }

  /// Goes back through a rectified sum; what is left in `outputGradient` is the gradient by the term
  /// that was added.
  func backward(
    input: Activation, sum output: Activation, outputGradient: Activation,
    inputGradient: Activation
  ) {
    check(input: input, output: outputGradient)
    statistics.sumGradient(
      sizes(of: input), masking: outputGradient.storage, by: output.storage, input: input.storage)
    finishBackward(input, outputGradient, inputGradient, rectifies: false)
  }

  // MARK: - Details

  /// Values of one pixel each lie as channels last whatever the layout.
  private func sizes(of input: Activation) -> ck_norm {
    let area = inputShape.height * inputShape.width
    return ck_norm(
      images: input.batch, channels: inputShape.channels, area: area,
      group: area == 1 ? inputShape.channels : input.groupSize, per_image: rule.isPerImage ? 1 : 0)
  }

  private func prepareForward(_ input: Activation, _ output: Activation) {
    check(input: input, output: output)
    statistics.reserve(inputShape.channels * (rule.isPerImage ? input.batch : 1))
    if rule.needsSums(for: purpose) {
      statistics.sumMoments(sizes(of: input), of: input.storage)
    }
    rule.prepareForward(
      &statistics, batch: input.batch, scale: scale.storage, shift: shift.storage, for: purpose)
  }

  private func finishBackward(
    _ input: Activation, _ outputGradient: Activation, _ inputGradient: Activation?,
    rectifies: Bool
  ) {
    rule.prepareBackward(
      &statistics, batch: input.batch, scale: scale, shift: shift, for: purpose)
    guard let inputGradient else { return }
    check(input: inputGradient)
    statistics.differentiate(
      sizes(of: input), outputGradient.storage, input: input.storage,
      into: inputGradient.storage, rectifies: rectifies)
  }
}
