private import CZeroMQ

/// What can go wrong between a socket and its peers.
package enum TransportError: Error, Equatable {
  /// An address that is not written as one of the supported kinds.
  case malformedAddress(String, reason: String)
  /// A path that does not fit into a Unix socket's name.
  case pathTooLong(address: String, bytes: Int, limit: Int)
  /// A tcp address that other machines can reach, without encryption.
  case unencryptedAddress(String)
  case addressInUse(String)
  /// An address that is well written but cannot be bound or connected to here.
  case addressUnavailable(String, reason: String)
  /// A routing identity libzmq does not take.
  case invalidIdentity(byteCount: Int, limit: Int)
  /// A text that is no CURVE key.
  case malformedKey(reason: String)
  /// A router's message for a peer that never connected, or has gone.
  case unknownPeer(String)
  /// A router's message for a peer that has not read what it was sent before.
  case queueFull(peer: String)
  /// The waiting task was cancelled before the message could be handed over.
  case cancelled
  /// The socket, or the context it belongs to, has been closed.
  case closed
  /// A folder for sockets that cannot be made.
  case folderUnavailable(path: String, reason: String)
  /// Any other refusal by libzmq or the kernel.
  case system(operation: String, code: Int32, reason: String)
}

extension TransportError: CustomStringConvertible {
  /// One sentence: what was seen, what is allowed, what to do.
  package var description: String {
    switch self {
    case .malformedAddress(let address, let reason):
      "'\(address)' is not an address: \(reason); "
        + "write ipc:///path, tcp://host:port or tcp://host:*"
    case .pathTooLong(let address, let bytes, let limit):
      "the path of '\(address)' has \(bytes) bytes; a socket's path holds at most \(limit), "
        + "so choose a shorter folder"
    case .unencryptedAddress(let address):
      "'\(address)' leaves this machine and would not be encrypted; use ipc or tcp://127.0.0.1:*"
    case .addressInUse(let address):
      "'\(address)' is in use by another socket; stop that program, or choose another port "
        + "(tcp://127.0.0.1:* picks a free one)"
    case .addressUnavailable(let address, let reason):
      "'\(address)' cannot be used on this machine: \(reason)"
    case .invalidIdentity(let byteCount, let limit):
      "a peer's identity has \(byteCount) bytes; it must have 1 to \(limit), the first not zero"
    case .malformedKey(let reason):
      "a key is wrong: \(reason); a CURVE key has 40 characters, as 'zmq_curve_keypair' makes them"
    case .unknownPeer(let peer): "no peer '\(peer)' is connected; it never came, or it has gone"
    case .queueFull(let peer):
      "peer '\(peer)' does not read its messages and its queue is full; treat it as lost"
    case .cancelled: "the message was not sent: the task that was sending it was cancelled"
    case .closed: "the socket is closed"
    case .folderUnavailable(let path, let reason):
      "the folder '\(path)' for sockets cannot be made: \(reason)"
    case .system(let operation, let code, let reason):
      "\(operation) failed: \(reason) (error \(code))"
    }
  }
}

// MARK: - From libzmq's error numbers

extension TransportError {
  /// The fault behind the last libzmq call of this thread that failed.
  static func last(_ operation: String, address: String? = nil) -> TransportError {
    TransportError(code: zmq_errno(), operation: operation, address: address)
  }

  /// The one place that knows libzmq's error numbers.
  init(code: Int32, operation: String, address: String? = nil) {
    let reason = unsafe zmq_strerror(code).map { unsafe String(cString: $0) } ?? "unknown"
    switch (code, address) {
    case (Self.terminated, _): self = .closed
    case (EADDRINUSE, let address?): self = .addressInUse(address)
    case (EADDRNOTAVAIL, let address?), (ENODEV, let address?), (ENOENT, let address?),
      (EACCES, let address?), (ENOTDIR, let address?), (EROFS, let address?):
      self = .addressUnavailable(address, reason: reason)
    case (EINVAL, let address?): self = .malformedAddress(address, reason: reason)
    default: self = .system(operation: operation, code: code, reason: reason)
    }
  }

  /// What libzmq answers on sockets whose context is going away (`ETERM`).
  static let terminated: Int32 = ZMQ_HAUSNUMERO + 53
}
