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
  /// What the image at a position shows, in a set whose labels say what somebody wants it taken for;
  /// nil where that is not known or the label says it.
  func trueLabel(at index: Int) -> Int?
  /// Writes the image at a position: `shape.count` values in 0...1, channel by channel, row by row.
  func read(_ index: Int, into pixels: inout MutableSpan<Float>)
  /// Writes the image moved and mirrored.
  ///
  /// A set that draws on images of another set hands the placement down to it, so that what is
  /// drawn stays where it belongs.
  func read(
    _ index: Int, placed placement: ImagePlacement, into pixels: inout MutableSpan<Float>)
  /// Shows the bytes of an image that is kept as bytes: a pixel is its byte / 255, in the order that
  /// `read` writes.
  ///
  /// - Returns: `false`, without a call of `body`, for an image that is not kept so.
  func withBytes(of index: Int, _ body: (Span<UInt8>) -> Void) -> Bool
}

extension LabeledImages {
  package func trueLabel(at index: Int) -> Int? { nil }

  package func read(
    _ index: Int, placed placement: ImagePlacement, into pixels: inout MutableSpan<Float>
  ) {
    read(index, into: &pixels)
    if placement != .asIs { placement.apply(to: &pixels, shape: shape) }
  }

  package func withBytes(of index: Int, _ body: (Span<UInt8>) -> Void) -> Bool { false }
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
  package func trueLabel(at index: Int) -> Int? { base.trueLabel(at: indices[index]) }
  package func read(_ index: Int, into pixels: inout MutableSpan<Float>) {
    base.read(indices[index], into: &pixels)
  }
  package func read(
    _ index: Int, placed placement: ImagePlacement, into pixels: inout MutableSpan<Float>
  ) {
    base.read(indices[index], placed: placement, into: &pixels)
  }
  package func withBytes(of index: Int, _ body: (Span<UInt8>) -> Void) -> Bool {
    base.withBytes(of: indices[index], body)
  }
}
