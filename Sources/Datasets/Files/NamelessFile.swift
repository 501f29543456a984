import Foundation

/// A temporary file without a name, gone with the last process that has it open or mapped.
///
/// Bytes that lie in it take memory only while they are used.
struct NamelessFile: ~Copyable {
  private let descriptor: Int32

  /// Makes an empty file in the folder for temporary files; `nil` where that is impossible.
  init?() {
    var path = Array("\(NSTemporaryDirectory())/muster-XXXXXX".utf8CString)
    descriptor = unsafe mkstemp(&path)
    guard descriptor >= 0 else { return nil }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    unsafe unlink(path)
  }

  deinit { close(descriptor) }

  /// Writes bytes behind those that are there.
  ///
  /// - Returns: whether all of them found room.
  func append(_ bytes: [UInt8]) -> Bool {
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe write(descriptor, $0.baseAddress.map { unsafe $0 + done }, bytes.count - done)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }

  /// Maps what was written; `nil` where that is impossible.
  func map() -> MappedFile? { try? MappedFile(descriptor, path: "a temporary file") }
}
