import Tensors

/// What lies inside a residual block for one batch size; gradients are made when first asked for.
final class ResidualSpace {
  /// What the first convolution gives.
  let first: Activation
  /// What the second convolution sees.
  let hidden: Activation
  /// What the second convolution gives.
  let second: Activation
  /// What the projection gives, before and behind its norm; `nil` for the identity.
  let around: (raw: Activation, projected: Activation)?

  /// The gradient by `second`.
  private(set) lazy var gradient = likeOutput()
  /// The gradient by `hidden`, then by `first`.
  private(set) lazy var hiddenGradient = likeOutput()
  /// The projection's share of the gradient by the input.
  private(set) lazy var inputShare = Activation(batch: first.batch, shape: input, layout: layout)

  private let input: ImageShape
  private let layout: ActivationLayout

  init(
    batch: Int, input: ImageShape, output: ImageShape, layout: ActivationLayout, isProjected: Bool
  ) {
    self.input = input
    self.layout = layout
    func make() -> Activation { Activation(batch: batch, shape: output, layout: layout) }
    (first, hidden, second) = (make(), make(), make())
    around = isProjected ? (make(), make()) : nil
  }

  private func likeOutput() -> Activation {
    Activation(batch: first.batch, shape: first.shape, layout: layout)
  }
}
