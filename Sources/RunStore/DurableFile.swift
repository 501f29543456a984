package import Foundation

/// Files that survive a killed process and a lost machine.
package enum DurableFile {
  /// Replaces a file, so that a reader finds the old bytes or the new ones.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - data: the new bytes.
  /// - Throws: `RunStoreError.unwritable`, with the old file untouched.
  package static func replace(_ path: String, with data: Data) throws(RunStoreError) {
    try replace(path) { try $0(data) }
  }

  /// Replaces a file: a temporary file beside it is written, synced and renamed over it.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - content: hands the new bytes over, piece by piece.
  /// - Throws: `RunStoreError.unwritable`, with the old file untouched.
  package static func replace(
    _ path: String, with content: ((Data) throws -> Void) throws -> Void
  ) throws(RunStoreError) {
    let temporary = path + ".tmp"
    do {
      guard FileManager.default.createFile(atPath: temporary, contents: nil) else {
        throw CocoaError(.fileWriteUnknown)
      }
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: temporary))
      defer { try? handle.close() }
      try content { try handle.write(contentsOf: $0) }
      try handle.synchronize()
    } catch {
      try? FileManager.default.removeItem(atPath: temporary)
      throw .unwritable(path: path, reason: reason(error))
    }
    guard unsafe rename(temporary, path) == 0 else {
      throw .unwritable(path: path, reason: systemReason(errno))
    }
    syncFolder(of: path)
  }

  /// Opens a file to append to, making it if there is none.
  package static func appending(to path: String) throws(RunStoreError) -> FileHandle {
    do {
      if !FileManager.default.fileExists(atPath: path) {
        guard FileManager.default.createFile(atPath: path, contents: nil) else {
          throw CocoaError(.fileWriteNoPermission)
        }
      }
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try handle.seekToEnd()
      return handle
    } catch {
      throw .unwritable(path: path, reason: reason(error))
    }
  }

  /// Why a file operation failed, in the system's words where it has some.
  package static func reason(_ error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    let code = underlying ?? (error as NSError)
    if code.domain == NSPOSIXErrorDomain { return systemReason(Int32(code.code)) }
    return error.localizedDescription
  }

  /// The system's words for an error number.
  static func systemReason(_ code: Int32) -> String {
    unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
  }

  /// A rename is on the disk once its folder is.
  private static func syncFolder(of path: String) {
    let folder = (path as NSString).deletingLastPathComponent
    let descriptor = unsafe open(folder.isEmpty ? "." : folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
