package import Tensors

/// What each of the 256 bytes becomes as a network's input, for every channel.
///
/// The same arithmetic on the same numbers as `Activation.load(_:normalizedBy:)` on pixels of
/// byte / 255, and so the same bits.
package struct PixelTable: Sendable {
  /// 256 values for each channel.
  let values: [Float]

  /// The inputs of all bytes under a normalization.
  package init(_ normalization: Normalization) {
    values = zip(normalization.mean, normalization.deviation).flatMap { mean, deviation in
      (0...255).map { (Float($0) / 255 - mean) / deviation }
    }
  }
}
