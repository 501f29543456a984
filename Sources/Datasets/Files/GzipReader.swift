import CZlib
import Foundation

/// A gzip file, read from its start to its end.
@safe
struct GzipReader: ~Copyable {
  private let file: gzFile
  private let path: String

  /// Opens a file.
  ///
  /// - Parameter path: the file.
  /// - Throws: `DatasetError.unreadable`.
  init(path: String) throws(DatasetError) {
    guard let file = unsafe gzopen(path, "rb") else {
      throw .unreadable(path: path, reason: unsafe String(cString: strerror(errno)))
    }
    unsafe gzbuffer(file, 1 << 17)
    unsafe self.file = file
    self.path = path
  }

  deinit { unsafe gzclose(file) }

  /// The next bytes of the content, a mebibyte at most; none at the end.
  ///
  /// - Returns: the bytes.
  /// - Throws: `DatasetError.brokenGzip` when the file is cut off or its own checksum is wrong.
  func next() throws(DatasetError) -> [UInt8] {
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    let count = unsafe gzread(file, &chunk, UInt32(chunk.count))
    var code: Int32 = 0
    let message = unsafe gzerror(file, &code)
    // A file that ends early gives what it has, and says so only in the code.
    guard count >= 0, code == Z_OK || code == Z_STREAM_END else {
      let reason = unsafe message.map { unsafe String(cString: $0) } ?? "code \(code)"
      throw .brokenGzip(path: path, reason: reason)
    }
    chunk.removeLast(chunk.count - Int(count))
    return chunk
  }

  /// The whole content of a gzip file.
  ///
  /// - Parameter path: the file.
  /// - Returns: the unpacked bytes.
  /// - Throws: `DatasetError.unreadable`, `DatasetError.brokenGzip`.
  static func content(of path: String) throws(DatasetError) -> [UInt8] {
    let reader = try GzipReader(path: path)
    var bytes: [UInt8] = []
    while case let chunk = try reader.next(), !chunk.isEmpty { bytes += chunk }
    return bytes
  }
}
