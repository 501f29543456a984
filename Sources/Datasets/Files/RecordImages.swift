package import Tensors

/// Images in files of records: one byte for the label, then the pixels, channel by channel and row by
/// row, a byte `b` for the pixel `b / 255`.
///
/// Plain files are mapped, so that all processes share them.
package struct RecordImages: LabeledImages {
  package let count: Int
  package let shape: ImageShape
  package let classCount: Int
  private let files: [FileBytes]
  /// For each file, the number of images in it and those before it.
  private let ends: [Int]

  /// Opens files, plain or gzip, and checks all labels.
  ///
  /// - Parameters:
  ///   - paths: the files, in the order of their images; at least one image altogether.
  ///   - shape: the size of every image.
  ///   - classCount: labels must lie in `0..<classCount`.
  ///   - dataset: the data set they belong to, for messages.
  /// - Throws: `DatasetError.unreadable`, `.brokenGzip`, `.damaged` or `.labelOutside`.
  package init(
    _ paths: [String], shape: ImageShape, classCount: Int, dataset: String
  ) throws(DatasetError) {
    self.shape = shape
    self.classCount = classCount
    let size = 1 + shape.count
    var files: [FileBytes] = []
    var ends: [Int] = []
    for path in paths {
      let file = try FileBytes(path: path)
      guard file.count > 0, file.count.isMultiple(of: size) else {
        throw .damaged(
          path: path, dataset: dataset,
          reason: "its \(file.count) bytes are not a whole number of images of \(size) bytes")
      }
      files.append(file)
      ends.append((ends.last ?? 0) + file.count / size)
      try Self.checkLabels(file, size: size, classCount: classCount, dataset: dataset)
    }
    self.files = files
    self.ends = ends
    count = ends.last ?? 0
  }

  package func label(at index: Int) -> Int {
    let place = place(of: index)
    return Int(files[place.file].bytes[place.start])
  }

  package func read(_ index: Int, into pixels: inout MutableSpan<Float>) {
    let place = place(of: index)
    PixelScale.unpack(files[place.file].bytes, from: place.start + 1, into: &pixels)
  }

  package func withBytes(of index: Int, _ body: (Span<UInt8>) -> Void) -> Bool {
    let place = place(of: index)
    let file = files[place.file]
    body(file.bytes.extracting(place.start + 1..<place.start + 1 + shape.count))
    return true
  }

  // MARK: - Details

  /// The file of an image and where its record starts there.
  private func place(of index: Int) -> (file: Int, start: Int) {
    precondition(index >= 0 && index < count, "image \(index) of \(count)")
    var (file, first) = (0, 0)
    while index >= ends[file] {
      first = ends[file]
      file += 1
    }
    return (file, (index - first) * (1 + shape.count))
  }

  private static func checkLabels(
    _ file: FileBytes, size: Int, classCount: Int, dataset: String
  ) throws(DatasetError) {
    let bytes = file.bytes
    for position in 0..<file.count / size {
      let label = Int(bytes[position * size])
      guard label < classCount else {
        throw .labelOutside(
          path: file.path, dataset: dataset, position: position, label: label,
          classCount: classCount)
      }
    }
  }
}
