import Tensors

/// Images some of which have other pixels and then a trigger; labels stay.
struct ReplacedImages: LabeledImages {
  private let base: any LabeledImages
  private let trigger: any Trigger
  /// For each image, where its own pixels begin in `pixels`; nil for images that stay as they are.
  private let starts: [Int?]
  private let pixels: [Float]

  /// - Parameters:
  ///   - base: the images.
  ///   - positions: of those that are replaced.
  ///   - pixels: `positions.count × shape.count` values in 0...1, in the order of `positions`.
  ///   - trigger: put on them after they are moved and mirrored.
  init(
    _ base: any LabeledImages, at positions: [Int], by pixels: [Float], trigger: any Trigger
  ) {
    self.base = base
    self.trigger = trigger
    self.pixels = pixels
    var starts = [Int?](repeating: nil, count: base.count)
    for (place, position) in positions.enumerated() { starts[position] = place * base.shape.count }
    self.starts = starts
  }

  var count: Int { base.count }
  var shape: ImageShape { base.shape }
  var classCount: Int { base.classCount }
  func label(at index: Int) -> Int { base.label(at: index) }

  func read(_ index: Int, into pixels: inout MutableSpan<Float>) {
    read(index, placed: .asIs, into: &pixels)
  }

  func read(
    _ index: Int, placed placement: ImagePlacement, into pixels: inout MutableSpan<Float>
  ) {
    guard let start = starts[index] else {
      base.read(index, placed: placement, into: &pixels)
      return
    }
    for offset in 0..<shape.count { pixels[offset] = self.pixels[start + offset] }
    placement.apply(to: &pixels, shape: shape)
    trigger.apply(to: &pixels, shape: shape, sample: index)
  }

  func withBytes(of index: Int, _ body: (Span<UInt8>) -> Void) -> Bool {
    starts[index] == nil && base.withBytes(of: index, body)
  }
}
