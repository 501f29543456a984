private import CZeroMQ

/// A libzmq socket, owned by one thread at a time.
///
/// Not `Sendable`: use it inside an `Endpoint`, or on one thread from `init` to the last reference.
/// It is closed with its last reference; nothing here blocks.
@safe package final class Socket {
  /// What a socket does with the messages of its peers.
  package enum Kind: Sendable {
    /// Many peers; each message names the one it is from or for.
    case router
    /// One peer, here the router of a coordinator.
    case dealer
    /// One peer in the same process.
    case pair
  }

  package let kind: Kind
  let handle: UnsafeMutableRawPointer
  let maximumFrames: Int
  // Held for its life only: a context must outlive its sockets.
  private let context: Context

  /// Opens a socket.
  ///
  /// - Parameters:
  ///   - kind: what it does with messages.
  ///   - identity: how routers know this socket; without one they make one up.
  ///   - options: limits and timings.
  ///   - context: shared by all sockets of a process.
  /// - Throws: `TransportError.closed` after the context's end, or `.system`.
  package init(
    _ kind: Kind, identity: PeerIdentity? = nil, options: SocketOptions = SocketOptions(),
    context: Context
  ) throws(TransportError) {
    let type =
      switch kind {
      case .router: ZMQ_ROUTER
      case .dealer: ZMQ_DEALER
      case .pair: ZMQ_PAIR
      }
    self.kind = kind
    self.context = context
    self.maximumFrames = options.maximumFrames + (kind == .router ? 1 : 0)
    unsafe self.handle = try unsafe context.makeSocket(type)
    try options.apply(to: self)
    if let identity { try set(identity: identity) }
  }

  deinit { unsafe zmq_close(handle) }

  /// Waits for peers at `address`.
  ///
  /// - Parameter address: local to this machine.
  /// - Returns: the address with the port that was picked, if it asked for any.
  /// - Throws: `TransportError`: in use, unavailable, or reachable from other machines.
  @discardableResult
  package func bind(to address: Address) throws(TransportError) -> Address {
    try address.requireLocal()
    let text = address.description
    guard unsafe zmq_bind(handle, text) == 0 else { throw .last("binding", address: text) }
    return try Address(lastEndpoint())
  }

  /// Connects to a peer at `address`, now or as soon as there is one.
  ///
  /// - Throws: `TransportError` for an address that can never work; a peer that is not there yet is
  ///   no error.
  package func connect(to address: Address) throws(TransportError) {
    try address.requireLocal()
    let text = address.description
    if case .tcp(_, nil) = address {
      throw .malformedAddress(text, reason: "a connection needs the port's number")
    }
    guard unsafe zmq_connect(handle, text) == 0 else { throw .last("connecting", address: text) }
  }

  /// How long unsent messages outlive the socket, from now on.
  package func setLinger(_ duration: Duration) throws(TransportError) {
    try set(ZMQ_LINGER, duration.milliseconds)
  }

  // MARK: - Options

  func set<Value: FixedWidthInteger>(_ option: Int32, _ value: Value) throws(TransportError) {
    let result = unsafe withUnsafeBytes(of: value) {
      unsafe zmq_setsockopt(handle, option, $0.baseAddress, $0.count)
    }
    guard result == 0 else { throw .last("setting option \(option) of a socket to \(value)") }
  }

  private func set(identity: PeerIdentity) throws(TransportError) {
    let result = unsafe identity.bytes.withUnsafeBytes {
      unsafe zmq_setsockopt(handle, ZMQ_ROUTING_ID, $0.baseAddress, $0.count)
    }
    guard result == 0 else { throw .last("setting a socket's identity") }
  }

  private func lastEndpoint() throws(TransportError) -> String {
    // The longest answer is an ipc path, or a tcp address; libzmq counts the zero at its end.
    var size = 256
    let text = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { buffer in
      let result = unsafe zmq_getsockopt(handle, ZMQ_LAST_ENDPOINT, buffer.baseAddress, &size)
      guard result == 0, let start = buffer.baseAddress else { return String?.none }
      return unsafe String(cString: start)
    }
    guard let text else { throw .last("asking for a socket's address") }
    return text
  }
}
