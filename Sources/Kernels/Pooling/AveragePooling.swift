import CKernels
import Tensors

/// Mean over windows, for both backends and all layouts.
final class AveragePooling: LayerKernel {
  var inputShape: ImageShape { geometry.input }
  var outputShape: ImageShape { geometry.output }
  let inputLayout: ActivationLayout
  var outputLayout: ActivationLayout { inputLayout }
  var parameters: [any KernelParameter] { [] }

  private let geometry: PoolingGeometry

  init(_ geometry: PoolingGeometry, layout: ActivationLayout) {
    self.geometry = geometry
    inputLayout = layout
  }

  func forward(_ input: Activation, into output: Activation) {
    check(input: input, output: output)
    let (source, target) = (input.storage, output.storage)
    let sizes = geometry.sizes(for: input)
    var result = target.mutableSpan
    if input.isRowMajor {
      ck_average_pooling_forward(sizes, source.span, &result)
    } else {
      ck_average_pooling_forward_last(sizes, input.groupSize, source.span, &result)
    }
  }

  func backward(
    input: Activation, output: Activation, outputGradient: Activation, inputGradient: Activation?
  ) {
    check(input: inputGradient, output: outputGradient)
    guard let inputGradient else { return }
    let (source, target) = (outputGradient.storage, inputGradient.storage)
    let sizes = geometry.sizes(for: input)
    var result = target.mutableSpan
    if input.isRowMajor {
      ck_average_pooling_backward(sizes, source.span, &result)
    } else {
      ck_average_pooling_backward_last(sizes, input.groupSize, source.span, &result)
    }
  }
}
