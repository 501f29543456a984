/// The bytes by which a router tells its peers apart.
///
/// Whoever connects chooses its own: an identity says which queue a message belongs to, and proves
/// nothing.
package struct PeerIdentity: Hashable, Sendable {
  /// The longest identity libzmq takes.
  package static let maximumByteCount = 255

  package let bytes: [UInt8]

  /// An identity from text, such as `process-3`.
  ///
  /// - Throws: `TransportError.invalidIdentity` when it is empty, too long or begins with a zero
  ///   byte.
  package init(_ text: String) throws(TransportError) {
    let bytes = Array(text.utf8)
    guard (1...Self.maximumByteCount).contains(bytes.count), bytes[0] != 0 else {
      throw .invalidIdentity(byteCount: bytes.count, limit: Self.maximumByteCount)
    }
    self.bytes = bytes
  }

  /// An identity as a router received it; libzmq's own begin with a zero byte.
  init(received frame: Frame) { bytes = frame.copiedBytes() }
}

extension PeerIdentity: CustomStringConvertible {
  /// The text, or hexadecimal digits when the bytes are not printable.
  package var description: String {
    if bytes.allSatisfy({ (0x20..<0x7f).contains($0) }) {
      return String(decoding: bytes, as: UTF8.self)
    }
    return "0x" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
