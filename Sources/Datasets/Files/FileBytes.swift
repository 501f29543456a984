/// The content of a file: mapped if it is plain, unpacked into memory if its name ends in `.gz`.
struct FileBytes: Sendable {
  private enum Storage {
    case mapped(MappedFile)
    case memory([UInt8])
  }

  private let storage: Storage
  /// The file, for messages.
  let path: String

  /// Opens a file.
  ///
  /// - Parameter path: the file.
  /// - Throws: `DatasetError.unreadable`, `.brokenGzip`.
  init(path: String) throws(DatasetError) {
    self.path = path
    storage =
      path.hasSuffix(".gz")
      ? .memory(try GzipReader.content(of: path)) : .mapped(try MappedFile(path: path))
  }

  /// The number of bytes.
  var count: Int {
    switch storage {
    case .mapped(let file): file.count
    case .memory(let bytes): bytes.count
    }
  }

  /// All bytes, in place.
  var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      switch storage {
      case .mapped(let file): return unsafe _overrideLifetime(file.bytes, borrowing: self)
      case .memory(let bytes): return unsafe _overrideLifetime(bytes.span, borrowing: self)
      }
    }
  }
}
