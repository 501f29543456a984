import CKernels
import Tensors

/// max(x, 0), as a layer or fused into another; both backends share it.
enum Rectifier {
  /// Writes `input` where it is positive, else 0; both may be the same.
  static func forward(_ input: Activation, into output: Activation) {
    let (source, target) = (input.storage, output.storage)
    var result = target.mutableSpan
    ck_rectifier_forward(source.span, &result)
  }

  /// Puts 0 into `gradient` where `output` is not positive.
  static func backward(output: Activation, gradient: Activation) {
    let source = output.storage
    let target = gradient.storage
    var result = target.mutableSpan
    ck_rectifier_backward(source.span, &result)
  }
}

/// A rectifier that no other layer computes along.
final class RectifierKernel: LayerKernel {
  let inputShape: ImageShape
  let inputLayout: ActivationLayout
  var outputShape: ImageShape { inputShape }
  var outputLayout: ActivationLayout { inputLayout }
  var parameters: [any KernelParameter] { [] }

  init(_ shape: ImageShape, layout: ActivationLayout) {
    inputShape = shape
    inputLayout = layout
  }

  func forward(_ input: Activation, into output: Activation) {
    check(input: input, output: output)
    Rectifier.forward(input, into: output)
  }

  func backward(
    input: Activation, output: Activation, outputGradient: Activation, inputGradient: Activation?
  ) {
    check(input: input, output: output)
    check(input: inputGradient, output: outputGradient)
    guard let inputGradient else { return }
    let source = outputGradient.storage
    inputGradient.storage.copy(from: source.span)
    Rectifier.backward(output: output, gradient: inputGradient)
  }
}
