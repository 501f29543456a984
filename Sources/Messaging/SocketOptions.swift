private import CZeroMQ

/// How a socket is set up before it is bound or connected.
package struct SocketOptions: Sendable, Equatable {
  /// How long unsent messages outlive a closed socket.
  package var linger: Duration = .zero
  /// The longest frame a peer may send, in bytes; libzmq disconnects a peer that sends a longer
  /// one.
  package var maximumFrameBytes: Int?
  /// The most frames a received message may have, without the router's identity frame.
  package var maximumFrames = 8
  /// Messages that wait for one peer before sending stops; 0 is no limit.
  package var sendQueue = 1000
  /// Messages that wait in libzmq for this socket, per peer; 0 is no limit.
  package var receiveQueue = 1000
  /// The first pause before a lost or refused connection is tried again.
  package var reconnectInterval: Duration = .milliseconds(5)
  /// The longest such pause; each one is twice the last.
  package var longestReconnectInterval: Duration = .milliseconds(200)
  /// Whether messages wait for a connection that stands, rather than queue for one that may never
  /// come.
  package var onlyConnected = false
  /// How often libzmq itself asks whether a silent peer is there; `nil` is never.
  package var heartbeat: Duration?
  /// How long it waits for the answer before it disconnects the peer.
  package var heartbeatTimeout: Duration = .seconds(10)
  /// How connections are encrypted; `nil` is not at all.
  package var curve: CurveSecurity?

  package init() {}

  /// These options with the longest frame a peer may send.
  package func limitingFrames(to byteCount: Int, count: Int) -> SocketOptions {
    var copy = self
    copy.maximumFrameBytes = byteCount
    copy.maximumFrames = count
    return copy
  }
}

extension SocketOptions {
  /// Sets every option on a socket that is neither bound nor connected.
  func apply(to socket: Socket) throws(TransportError) {
    try socket.set(ZMQ_LINGER, linger.milliseconds)
    // libzmq holds the limit against what arrives, before it is decrypted.
    let limit = maximumFrameBytes.map { $0 + (curve == nil ? 0 : CurveSecurity.overhead) }
    try socket.set(ZMQ_MAXMSGSIZE, Int64(limit ?? -1))
    try socket.set(ZMQ_SNDHWM, Int32(clamping: sendQueue))
    try socket.set(ZMQ_RCVHWM, Int32(clamping: receiveQueue))
    try socket.set(ZMQ_RECONNECT_IVL, reconnectInterval.milliseconds)
    try socket.set(ZMQ_RECONNECT_IVL_MAX, longestReconnectInterval.milliseconds)
    try socket.set(ZMQ_IMMEDIATE, Int32(onlyConnected ? 1 : 0))
    if let heartbeat {
      try socket.set(ZMQ_HEARTBEAT_IVL, heartbeat.milliseconds)
      try socket.set(ZMQ_HEARTBEAT_TIMEOUT, heartbeatTimeout.milliseconds)
    }
    try curve?.apply(to: socket)
    if socket.kind == .router {
      // Otherwise a router drops what it cannot deliver without a word.
      try socket.set(ZMQ_ROUTER_MANDATORY, Int32(1))
      // A client process that is started again comes back with the identity it had.
      try socket.set(ZMQ_ROUTER_HANDOVER, Int32(1))
    }
  }
}

extension Duration {
  /// Whole milliseconds, as libzmq takes them: from 0 to some 24 days.
  var milliseconds: Int32 {
    let (seconds, attoseconds) = components
    let whole = min(max(seconds, 0), Int64(Int32.max) / 1000)
    return Int32(clamping: whole * 1000 + attoseconds / 1_000_000_000_000_000)
  }
}
