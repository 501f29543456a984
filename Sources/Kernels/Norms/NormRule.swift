/// What tells batch normalization from group normalization: which values share their statistics.
protocol NormRule: AnyObject {
  /// Whether every image has statistics of its own.
  var isPerImage: Bool { get }
  /// What training leaves for evaluation.
  var buffers: [AlignedBuffer] { get }
  /// Whether the forward pass for this purpose looks at the batch's own values.
  func needsSums(for purpose: PassPurpose) -> Bool

  /// Turns the sums of a batch into the coefficients of the forward pass.
  func prepareForward(
    _ statistics: inout NormStatistics, batch: Int, scale: AlignedBuffer, shift: AlignedBuffer,
    for purpose: PassPurpose)

  /// Turns the sums of a gradient into the coefficients of the backward pass and the gradients by
  /// scale and shift.
  func prepareBackward(
    _ statistics: inout NormStatistics, batch: Int, scale: PortableParameter,
    shift: PortableParameter, for purpose: PassPurpose)
}
