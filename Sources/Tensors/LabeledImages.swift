/// A set of labeled images, read by position.
///
/// Data sets, the share of one client, poisoned and triggered views all are one. Reading the same
/// position twice gives the same image.
package protocol LabeledImages: Sendable {
  /// The number of images.
  var count: Int { get }
  /// The size of every image.
  var shape: ImageShape { get }
  /// Labels lie in `0..<classCount`.
  var classCount: Int { get }
  /// The label at a position in `0..<count`.
  func label(at index: Int) -> Int
  /// Writes the image at a position: `shape.count` values in 0...1, channel by channel, row by row.
  func read(_ index: Int, into pixels: inout MutableSpan<Float>)
}

/// Chosen positions of a set of images, in the order given.
package struct ImageSubset: LabeledImages {
  package let base: any LabeledImages
  /// Positions in `base`.
  package let indices: [Int]

  package init(_ base: any LabeledImages, indices: [Int]) {
    self.base = base
    self.indices = indices
  }

  package var count: Int { indices.count }
  package var shape: ImageShape { base.shape }
  package var classCount: Int { base.classCount }
  package func label(at index: Int) -> Int { base.label(at: indices[index]) }
  package func read(_ index: Int, into pixels: inout MutableSpan<Float>) {
    base.read(indices[index], into: &pixels)
  }
}
