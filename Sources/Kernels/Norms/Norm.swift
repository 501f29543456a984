import Tensors

/// How a layer normalizes its values before it scales and shifts each channel.
package enum Norm: Sendable, Equatable {
  /// Every channel over the batch and its pixels; running statistics in evaluation.
  ///
  /// Source: Ioffe and Szegedy, ICML 2015, arXiv:1502.03167.
  case batch
  /// Groups of neighboring channels over the pixels of one image, which must divide the channels.
  ///
  /// Source: Wu and He, ECCV 2018, arXiv:1803.08494.
  case group(Int)

  /// Refuses groups that do not divide the channels.
  ///
  /// - Throws: `KernelError.impossibleShape`.
  func check(_ shape: ImageShape) throws(KernelError) {
    guard shape.count >= 1 else {
      throw .impossibleShape("nothing to normalize in \(shape); all sizes start at 1")
    }
    if case .group(let count) = self, count < 1 || !shape.channels.isMultiple(of: count) {
      throw .impossibleShape(
        "\(shape.channels) channels do not fall into \(count) groups; use a divisor")
    }
  }

  /// Added to every variance before its root is taken; PyTorch's default.
  package static let epsilon = 1e-5
}
