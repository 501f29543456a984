package import Tensors

/// Images with their labels, side by side, as one training step takes them.
///
/// Its memory is kept from step to step: gathering into a batch of the same size allocates nothing.
package struct ImageBatch: Sendable, Equatable {
  /// `count × shape.count` values in 0...1: image by image, channel by channel, row by row.
  package var pixels: [Float]
  /// One label per image.
  package var labels: [Int]
  /// The size of every image.
  package let shape: ImageShape

  /// The number of images.
  package var count: Int { labels.count }

  /// A batch of given images.
  package init(pixels: [Float], labels: [Int], shape: ImageShape) {
    precondition(
      pixels.count == labels.count * shape.count,
      "\(pixels.count) pixels do not make \(labels.count) images of \(shape)")
    self.pixels = pixels
    self.labels = labels
    self.shape = shape
  }

  /// A batch without images.
  package init(shape: ImageShape) { self.init(pixels: [], labels: [], shape: shape) }

  /// The images at the given positions, in that order.
  package static func gather(_ images: any LabeledImages, _ indices: some Collection<Int>)
    -> ImageBatch
  {
    var batch = ImageBatch(shape: images.shape)
    batch.replace(with: images, indices)
    return batch
  }

  /// Where the pixels of one image lie in `pixels`.
  package func range(of index: Int) -> Range<Int> {
    index * shape.count..<(index + 1) * shape.count
  }

  /// Takes the images at the given positions instead of what it holds.
  package mutating func replace(with images: any LabeledImages, _ indices: some Collection<Int>) {
    let indices = Array(indices)
    replace(with: images, count: indices.count) { indices[$0] }
  }

  /// Takes images instead of what it holds.
  ///
  /// - Parameters:
  ///   - images: of the batch's shape.
  ///   - count: how many.
  ///   - placements: how each is moved and mirrored; as they are if empty.
  ///   - index: the position in `images` of each. A closure, because a generic collection allocates
  ///     at each of its elements where the compiler does not specialize it.
  mutating func replace(
    with images: any LabeledImages, count: Int, placed placements: [ImagePlacement] = [],
    index: (Int) -> Int
  ) {
    precondition(images.shape == shape, "images of \(images.shape) in a batch of \(shape)")
    resize(to: count)
    for place in 0..<count { labels[place] = images.label(at: index(place)) }
    let size = shape.count
    var span = pixels.mutableSpan
    for place in 0..<count {
      var image = span._mutatingExtracting(place * size..<(place + 1) * size)
      let placement = placements.isEmpty ? ImagePlacement.asIs : placements[place]
      images.read(index(place), placed: placement, into: &image)
    }
  }

  // MARK: - Details

  /// Shrinks and grows within the memory that it has.
  private mutating func resize(to count: Int) {
    let missing = count - labels.count
    if missing < 0 {
      labels.removeLast(-missing)
      pixels.removeLast(-missing * shape.count)
    } else if missing > 0 {
      labels.append(contentsOf: repeatElement(0, count: missing))
      pixels.append(contentsOf: repeatElement(0, count: missing * shape.count))
    }
  }
}
