import Tensors

/// A client's images, some of which have other pixels and the label that they had.
struct HiddenTriggerImages: LabeledImages {
  private let base: any LabeledImages
  private let poisons: [Float]
  /// For each image, its place among the poisons.
  private let places: [Int?]

  /// Puts poisons in the place of images.
  ///
  /// - Parameters:
  ///   - base: the clean images.
  ///   - poisons: `indices.count × shape.count` pixels in 0...1.
  ///   - indices: the positions of the images that they replace, each once.
  init(_ base: any LabeledImages, poisons: [Float], at indices: [Int]) {
    precondition(
      poisons.count == indices.count * base.shape.count,
      "\(poisons.count) pixels for \(indices.count) images of \(base.shape)")
    self.base = base
    self.poisons = poisons
    var places = [Int?](repeating: nil, count: base.count)
    for (place, index) in indices.enumerated() { places[index] = place }
    self.places = places
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
    guard let place = places[index] else {
      return base.read(index, placed: placement, into: &pixels)
    }
    let start = place * shape.count
    for offset in 0..<shape.count { pixels[offset] = poisons[start + offset] }
    // What is hidden is a part of the image, so it moves along.
    if placement != .asIs { placement.apply(to: &pixels, shape: shape) }
  }

  func withBytes(of index: Int, _ body: (Span<UInt8>) -> Void) -> Bool {
    places[index] == nil && base.withBytes(of: index, body)
  }
}
