package import Tensors

/// A handful of images in memory.
package struct ImageList: LabeledImages {
  package let shape: ImageShape
  package let classCount: Int
  package var images: [[Float]]
  package var labels: [Int]

  package init(_ images: [[Float]], labels: [Int], shape: ImageShape, classCount: Int) {
    self.images = images
    self.labels = labels
    self.shape = shape
    self.classCount = classCount
  }

  /// Images whose values are all equal: `index / count` for the image at `index`.
  package init(shades labels: [Int], shape: ImageShape, classCount: Int) {
    self.init(
      labels.indices.map {
        Array(repeating: Float($0) / Float(labels.count), count: shape.count)
      }, labels: labels, shape: shape, classCount: classCount)
  }

  package var count: Int { images.count }
  package func label(at index: Int) -> Int { labels[index] }
  package func read(_ index: Int, into pixels: inout MutableSpan<Float>) {
    for position in 0..<shape.count { pixels[position] = images[index][position] }
  }
}

extension LabeledImages {
  /// The image at a position, as an array.
  package func pixels(at index: Int) -> [Float] {
    var pixels = Array(repeating: Float.nan, count: shape.count)
    var span = pixels.mutableSpan
    read(index, into: &span)
    return pixels
  }
}
