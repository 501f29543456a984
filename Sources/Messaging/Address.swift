/// Where a socket is bound or connects to.
///
/// Written as `ipc:///path`, `tcp://host:port`, `tcp://host:*` (any free port) or `inproc://name`.
package enum Address: Hashable, Sendable {
  /// A Unix socket; only programs that may open the path can connect.
  case ipc(path: String)
  /// A tcp socket; `port` is `nil` where a free one is to be picked.
  case tcp(host: String, port: UInt16?)
  /// A name inside one `Context`.
  case inproc(name: String)

  /// The longest path of a Unix socket, in bytes: `sun_path` holds 108 with the zero at its end.
  package static let maximumPathByteCount = 107

  /// Reads an address as it stands in an experiment file.
  ///
  /// - Throws: `TransportError.malformedAddress` or `TransportError.pathTooLong`.
  package init(_ text: String) throws(TransportError) {
    guard let separator = text.firstRange(of: "://") else {
      throw .malformedAddress(text, reason: "it has no '://'")
    }
    let rest = String(text[separator.upperBound...])
    guard !rest.isEmpty else { throw .malformedAddress(text, reason: "nothing follows '://'") }
    switch text[..<separator.lowerBound] {
    case "ipc": self = try Self.ipc(text, path: rest)
    case "tcp": self = try Self.tcp(text, rest: rest)
    case "inproc": self = .inproc(name: rest)
    case let scheme: throw .malformedAddress(text, reason: "'\(scheme)' is not supported")
    }
  }

  /// Whether only programs on this machine can reach the address.
  package var isLocal: Bool {
    guard case .tcp(let host, _) = self else { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  /// Refuses addresses that other machines can reach: nothing would encrypt what goes there.
  func requireLocal() throws(TransportError) {
    guard isLocal else { throw .unencryptedAddress(description) }
  }

  // MARK: - Details

  private static func ipc(_ text: String, path: String) throws(TransportError) -> Address {
    let count = path.utf8.count
    guard path.hasPrefix("/") else {
      throw .malformedAddress(text, reason: "a path starts with '/'")
    }
    guard count <= maximumPathByteCount else {
      throw .pathTooLong(address: text, bytes: count, limit: maximumPathByteCount)
    }
    return .ipc(path: path)
  }

  private static func tcp(_ text: String, rest: String) throws(TransportError) -> Address {
    guard let colon = rest.lastIndex(of: ":"), colon != rest.startIndex else {
      throw .malformedAddress(text, reason: "it has no host and port")
    }
    // A bound socket wants a number, and the loopback interface has only one sensible name.
    let name = String(rest[..<colon])
    let host = name == "localhost" ? "127.0.0.1" : name
    let port = String(rest[rest.index(after: colon)...])
    if port == "*" { return .tcp(host: host, port: nil) }
    guard let number = UInt16(port), number > 0 else {
      throw .malformedAddress(text, reason: "'\(port)' is not a port from 1 to 65535")
    }
    return .tcp(host: host, port: number)
  }
}

extension Address: CustomStringConvertible {
  /// The address as libzmq and an experiment file write it.
  package var description: String {
    switch self {
    case .ipc(let path): "ipc://\(path)"
    case .tcp(let host, let port): "tcp://\(host):\(port.map(String.init) ?? "*")"
    case .inproc(let name): "inproc://\(name)"
    }
  }
}
