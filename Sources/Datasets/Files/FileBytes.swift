/// The content of a file: mapped if it is plain, unpacked if its name ends in `.gz`.
///
/// What is unpacked lies in a temporary file and is mapped like a plain one, so that only the parts
/// in use take memory; in memory if it is less than a mebibyte or if there is no room for the file.
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
      path.hasSuffix(".gz") ? try Self.unpack(path) : .mapped(try MappedFile(path: path))
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

  // MARK: - Details

  private static func unpack(_ path: String) throws(DatasetError) -> Storage {
    let reader = try GzipReader(path: path)
    let first = try reader.next()
    var chunk = try reader.next()
    if chunk.isEmpty { return .memory(first) }
    guard let file = NamelessFile(), file.append(first) else { return try unpackIntoMemory(path) }
    while !chunk.isEmpty {
      guard file.append(chunk) else { return try unpackIntoMemory(path) }
      chunk = try reader.next()
    }
    guard let mapped = file.map() else { return try unpackIntoMemory(path) }
    return .mapped(mapped)
  }

  private static func unpackIntoMemory(_ path: String) throws(DatasetError) -> Storage {
    .memory(try GzipReader.content(of: path))
  }
}
