package import Tensors

/// Images under other labels.
package struct RelabeledImages: LabeledImages {
  private let base: any LabeledImages
  private let labels: [Int]

  /// - Parameters:
  ///   - base: the images.
  ///   - labels: one for each, in `0..<base.classCount`.
  package init(_ base: any LabeledImages, labels: [Int]) {
    precondition(labels.count == base.count, "\(labels.count) labels for \(base.count) images")
    self.base = base
    self.labels = labels
  }

  package var count: Int { base.count }
  package var shape: ImageShape { base.shape }
  package var classCount: Int { base.classCount }
  package func label(at index: Int) -> Int { labels[index] }
  package func trueLabel(at index: Int) -> Int? { base.label(at: index) }
  package func read(_ index: Int, into pixels: inout MutableSpan<Float>) {
    base.read(index, into: &pixels)
  }
  package func read(
    _ index: Int, placed placement: ImagePlacement, into pixels: inout MutableSpan<Float>
  ) {
    base.read(index, placed: placement, into: &pixels)
  }
  package func withBytes(of index: Int, _ body: (Span<UInt8>) -> Void) -> Bool {
    base.withBytes(of: index, body)
  }
}
