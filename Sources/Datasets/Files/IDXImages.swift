package import Tensors

/// Gray images and their labels from a pair of IDX files.
///
/// A byte `b` of the file is the pixel `b / 255`.
package struct IDXImages: LabeledImages {
  package let count: Int
  package let shape: ImageShape
  package let classCount: Int
  private let images: IDXFile
  private let classes: IDXFile

  /// Opens a pair of files, plain or gzip, and checks that they belong together.
  ///
  /// - Parameters:
  ///   - images: the path of the images, three dimensions: count, rows, columns.
  ///   - labels: the path of the labels, one dimension.
  ///   - shape: the size that every image must have, with one channel.
  ///   - classCount: labels must lie in `0..<classCount`.
  ///   - dataset: the data set they belong to, for messages.
  /// - Throws: `DatasetError.unreadable`, `.brokenGzip`, `.damaged`, `.wrongShape`, `.countMismatch`
  ///   or `.labelOutside`.
  package init(
    images: String, labels: String, shape: ImageShape, classCount: Int, dataset: String
  ) throws(DatasetError) {
    self.images = try IDXFile(path: images, dimensions: 3, dataset: dataset)
    self.classes = try IDXFile(path: labels, dimensions: 1, dataset: dataset)
    self.shape = shape
    self.classCount = classCount
    count = self.images.count
    let seen = ImageShape(
      channels: 1, height: self.images.shape[1], width: self.images.shape[2])
    guard seen == shape else {
      throw .wrongShape(path: images, dataset: dataset, seen: seen, expected: shape)
    }
    guard count == classes.count else {
      throw .countMismatch(
        dataset: dataset, images: images, imageCount: count, labels: labels,
        labelCount: classes.count)
    }
    for index in 0..<count where label(at: index) >= classCount {
      throw .labelOutside(
        path: labels, dataset: dataset, position: index, label: label(at: index),
        classCount: classCount)
    }
  }

  package func label(at index: Int) -> Int { Int(classes.elements[index]) }

  package func read(_ index: Int, into pixels: inout MutableSpan<Float>) {
    PixelScale.unpack(images.elements, from: index * shape.count, into: &pixels)
  }

  package func withBytes(of index: Int, _ body: (Span<UInt8>) -> Void) -> Bool {
    body(images.elements.extracting(index * shape.count..<(index + 1) * shape.count))
    return true
  }
}

/// Bytes as pixels in 0...1.
enum PixelScale {
  private static let values = (0...255).map { Float($0) / 255 }

  /// Fills `pixels` with the bytes that start at `first`.
  static func unpack(_ bytes: Span<UInt8>, from first: Int, into pixels: inout MutableSpan<Float>) {
    let values = values
    for offset in 0..<pixels.count { pixels[offset] = values[Int(bytes[first + offset])] }
  }
}
