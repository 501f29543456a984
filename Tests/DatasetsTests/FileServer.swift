import Foundation
import Synchronization

/// A small HTTP server on the loopback interface that can misbehave.
final class FileServer: Sendable {
  /// What a client asked for.
  struct Request: Equatable {
    let path: String
    /// The first byte of the range that it wants, if it wants one.
    let start: Int?
  }

  /// The files, by path with a leading slash.
  let files: [String: [UInt8]]
  /// Whether it answers requests for ranges with ranges.
  let knowsRanges: Bool
  /// After how many bytes of content it hangs up, for each of the first answers.
  private let cuts: Mutex<[Int]>
  private let log = Mutex<[Request]>([])
  private let listener: Int32
  let port: UInt16

  init(_ files: [String: [UInt8]], cuts: [Int] = [], knowsRanges: Bool = true) throws {
    self.files = files
    self.cuts = Mutex(cuts)
    self.knowsRanges = knowsRanges
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = listener
    let isBound = unsafe withUnsafeMutableBytes(of: &address) { bytes in
      guard let raw = bytes.baseAddress else { return false }
      let plain = unsafe raw.assumingMemoryBound(to: sockaddr.self)
      return unsafe bind(descriptor, plain, length) == 0 && listen(descriptor, 8) == 0
        && getsockname(descriptor, plain, &length) == 0
    }
    guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { [self] in serve() }
  }

  /// The address of the server's root, without a slash at the end.
  var url: String { "http://127.0.0.1:\(port)" }

  /// What was asked for so far.
  var requests: [Request] { log.withLock { $0 } }

  /// Ends the server; its thread keeps it alive until then.
  func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

  // MARK: - Details

  private func serve() {
    while true {
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { break }
      answer(connection)
      close(connection)
    }
    close(listener)
  }

  private func answer(_ connection: Int32) {
    guard let request = readRequest(connection) else { return }
    log.withLock { $0.append(request) }
    guard let content = files[request.path] else {
      return send(
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", connection)
    }
    let start = knowsRanges ? request.start ?? 0 : 0
    guard start < content.count || start == 0 else {
      return send(
        "HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        connection)
    }
    let status =
      request.start != nil && knowsRanges
      ? "206 Partial Content\r\nContent-Range: bytes \(start)-\(content.count - 1)/\(content.count)"
      : "200 OK"
    send(
      "HTTP/1.1 \(status)\r\nContent-Length: \(content.count - start)\r\nConnection: close\r\n\r\n",
      connection)
    let cut = cuts.withLock { $0.isEmpty ? Int.max : $0.removeFirst() }
    send(Array(content[start...].prefix(cut)), connection)
  }

  private func readRequest(_ connection: Int32) -> Request? {
    var text = ""
    while !text.contains("\r\n\r\n") {
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = unsafe recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      text += String(decoding: buffer.prefix(count), as: UTF8.self)
    }
    let lines = text.split(separator: "\r\n")
    let range = lines.first { $0.lowercased().hasPrefix("range: bytes=") }
    return Request(
      path: String(lines[0].split(separator: " ")[1]),
      start: range.flatMap { Int($0.dropFirst(13).prefix { $0 != "-" }) })
  }

  private func send(_ text: String, _ connection: Int32) { send(Array(text.utf8), connection) }

  private func send(_ bytes: [UInt8], _ connection: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = Array(rest.prefix(1 << 16))
      let count = unsafe Foundation.send(
        connection, piece, piece.count, Int32(MSG_NOSIGNAL))
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
