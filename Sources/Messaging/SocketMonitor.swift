private import CZeroMQ
private import Synchronization

/// What happens to a socket's connections, apart from messages.
package enum LinkEvent: Sendable, Equatable {
  /// A connection stands.
  case connected(address: String)
  /// A connection has ended: the peer left, broke the protocol, or sent a frame over the limit.
  case disconnected(address: String)
  /// A peer could not be let in, most often because the process has no descriptors left.
  case acceptFailed(address: String, reason: String)
  /// Something connected that does not speak as a peer must.
  case handshakeFailed(address: String)
}

/// Reads the events that libzmq reports about one socket.
///
/// Confined to the thread of that socket.
final class SocketMonitor {
  /// Readable when events wait.
  let socket: Socket
  private let watched: Socket

  private static let events: Int32 =
    ZMQ_EVENT_CONNECTED | ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_ACCEPT_FAILED | ZMQ_EVENT_DISCONNECTED
    | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL
    | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH
  private static let lastNumber = Atomic<UInt64>(0)

  /// Starts to watch a socket that is not bound or connected yet.
  init(of watched: Socket, context: Context) throws(TransportError) {
    let number = Self.lastNumber.add(1, ordering: .relaxed).newValue
    let name = "monitor-\(number)"
    var options = SocketOptions()
    // libzmq's own threads would wait for room in a bounded queue, and all connections with them.
    options.receiveQueue = 0
    socket = try Socket(.pair, options: options, context: context)
    self.watched = watched
    guard unsafe zmq_socket_monitor(watched.handle, "inproc://\(name)", Self.events) == 0 else {
      throw .last("watching a socket")
    }
    try socket.connect(to: .inproc(name: name))
  }

  // libzmq's thread waits for good when it reports to a socket that has gone, so reports end first.
  deinit { unsafe zmq_socket_monitor(watched.handle, nil, 0) }

  /// The next event that waits; `nil` when none does.
  func next() throws(TransportError) -> LinkEvent? {
    while case .message(let message)? = try socket.receive() {
      if let event = Self.event(in: message.frames) { return event }
    }
    return nil
  }

  /// Two frames: 16 bits of event and 32 of value in the machine's order; the address.
  private static func event(in frames: [Frame]) -> LinkEvent? {
    guard frames.count == 2, frames[0].byteCount == 6 else { return nil }
    let (event, value) = frames[0].withBytes { bytes in
      unsafe (
        bytes.unsafeLoadUnaligned(as: UInt16.self),
        bytes.unsafeLoadUnaligned(fromByteOffset: 2, as: Int32.self)
      )
    }
    let address = String(decoding: frames[1].copiedBytes(), as: UTF8.self)
    switch Int32(event) {
    case ZMQ_EVENT_CONNECTED, ZMQ_EVENT_ACCEPTED: return .connected(address: address)
    case ZMQ_EVENT_DISCONNECTED: return .disconnected(address: address)
    case ZMQ_EVENT_ACCEPT_FAILED:
      let error = TransportError(code: value, operation: "accepting a connection")
      return .acceptFailed(address: address, reason: error.description)
    case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL, ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL,
      ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
      return .handshakeFailed(address: address)
    default: return nil
    }
  }
}
