import Foundation

/// A file's bytes, mapped into memory for reading; processes that map the same file share it.
///
/// The length is taken once, when the file is opened. Who shortens the file while it is mapped
/// kills the process that reads on, as with every mapping.
@safe
final class MappedFile: Sendable {
  // Read-only memory that lives as long as this object.
  private nonisolated(unsafe) let start: UnsafeRawPointer?
  let count: Int

  /// Maps a whole file.
  ///
  /// - Parameter path: the file.
  /// - Throws: `DatasetError.unreadable`.
  convenience init(path: String) throws(DatasetError) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(path: path, reason: Self.lastFault) }
    defer { close(descriptor) }
    try self.init(descriptor, path: path)
  }

  /// Maps a whole file that is open.
  ///
  /// - Parameters:
  ///   - descriptor: of the file, for reading; it can be closed afterwards.
  ///   - path: the file, for messages.
  /// - Throws: `DatasetError.unreadable`.
  init(_ descriptor: Int32, path: String) throws(DatasetError) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .unreadable(path: path, reason: Self.lastFault)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(path: path, reason: "it is not a regular file")
    }
    count = Int(status.st_size)
    guard count > 0 else {
      unsafe start = nil
      return
    }
    let address = unsafe mmap(nil, count, PROT_READ, MAP_SHARED, descriptor, 0)
    guard unsafe address != MAP_FAILED else {
      throw .unreadable(path: path, reason: Self.lastFault)
    }
    unsafe start = UnsafeRawPointer(address)
  }

  deinit {
    if let start = unsafe start { unsafe munmap(UnsafeMutableRawPointer(mutating: start), count) }
  }

  /// All bytes, in place.
  var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      let buffer = unsafe UnsafeRawBufferPointer(start: start, count: count)
      let span = unsafe Span<UInt8>(_unsafeBytes: buffer)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  private static var lastFault: String { unsafe String(cString: strerror(errno)) }
}
