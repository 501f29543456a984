/// An array of bytes with a shape, as an IDX file holds it.
///
/// Format: two zero bytes, the type of the elements (8: unsigned byte, the only one read here), the
/// number of dimensions, each dimension as four bytes with the highest first, the elements
/// row-major. Source: LeCun, Cortes and Burges, http://yann.lecun.com/exdb/mnist/.
struct IDXFile: Sendable {
  /// The lengths of the dimensions, outermost first.
  let shape: [Int]
  private let file: FileBytes
  private let start: Int

  /// Opens a file, plain or gzip, whose length agrees with its header.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - dimensions: how many dimensions it must have.
  ///   - dataset: the data set it belongs to, for messages.
  /// - Throws: `DatasetError.unreadable`, `.brokenGzip`, `.damaged`.
  init(path: String, dimensions: Int, dataset: String) throws(DatasetError) {
    file = try FileBytes(path: path)
    start = 4 + 4 * dimensions
    func damaged(_ reason: String) -> DatasetError {
      .damaged(path: path, dataset: dataset, reason: reason)
    }
    let header = Array(prefix: start, of: file.bytes)
    guard header.count == start else {
      throw damaged("it ends after \(file.count) bytes, within its header")
    }
    let magic = Self.bigEndian(header[0..<4])
    guard magic == 0x800 + dimensions else {
      throw damaged("it starts with the number \(magic) instead of \(0x800 + dimensions)")
    }
    shape = (1...dimensions).map { Self.bigEndian(header[4 * $0..<4 * $0 + 4]) }
    guard let count = Self.product(shape) else {
      throw damaged("its header claims the impossible size \(shape)")
    }
    guard file.count == start + count else {
      throw damaged("its header promises \(start + count) bytes, it holds \(file.count)")
    }
  }

  /// The file, for messages.
  var path: String { file.path }

  /// The number of elements along the outermost dimension.
  var count: Int { shape[0] }

  /// All elements, row-major, in place.
  var elements: Span<UInt8> {
    @_lifetime(borrow self)
    get { file.bytes.extracting(droppingFirst: start) }
  }

  // MARK: - Details

  private static func bigEndian(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reduce(0) { $0 << 8 | Int($1) }
  }

  private static func product(_ factors: [Int]) -> Int? {
    var product = 1
    for factor in factors {
      let (value, overflow) = product.multipliedReportingOverflow(by: factor)
      if overflow { return nil }
      product = value
    }
    return product <= 1 << 40 ? product : nil
  }
}

extension Array<UInt8> {
  /// The first bytes, fewer if there are not so many.
  fileprivate init(prefix count: Int, of bytes: Span<UInt8>) {
    self = (0..<Swift.min(count, bytes.count)).map { bytes[$0] }
  }
}
