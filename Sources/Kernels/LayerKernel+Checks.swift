import Tensors

extension LayerKernel {
  /// Traps unless the activations are of this kernel's shapes, layouts and of one batch size.
  func check(input: Activation? = nil, output: Activation? = nil) {
    if let input { check(input, inputShape, inputLayout) }
    if let output { check(output, outputShape, outputLayout) }
    if let input, let output {
      precondition(
        input.batch == output.batch, "a batch of \(input.batch) in, of \(output.batch) out")
    }
  }

  private func check(_ activation: Activation, _ shape: ImageShape, _ layout: ActivationLayout) {
    precondition(activation.shape == shape, "\(activation.shape) where \(shape) belongs")
    precondition(
      activation.layout == layout || activation.isRowMajor,
      "\(activation.layout.rawValue) where \(layout.rawValue) belongs")
  }
}
