private import CZeroMQ
private import Foundation

/// Many dealers on one thread, each of which answers what it is sent at once.
///
/// Stands for as many client processes where only the way of the messages matters. It waits and
/// answers as the dealers of a `BareExchange` do.
package struct DealerCrowd: Sendable {
  /// Where the router is.
  package var address: Address
  /// Of every dealer.
  package var options: SocketOptions

  /// A crowd that is not there yet.
  package init(address: Address, options: SocketOptions) {
    self.address = address
    self.options = options
  }

  /// What a dealer makes of a message: an answer, nothing, or the end of the whole crowd.
  package enum Reaction: Sendable {
    case answer(OutboundMessage)
    case none
    case leave
  }

  /// Connects the dealers and answers for them, on a thread of its own, until one of them leaves.
  ///
  /// - Parameters:
  ///   - greetings: what each dealer says first; as many dealers as greetings.
  ///   - react: what a dealer, named by its position, makes of a message.
  /// - Throws: `TransportError`.
  package func answer(
    _ greetings: [OutboundMessage],
    react: @escaping @Sendable (Int, InboundMessage) -> Reaction
  ) async throws(TransportError) {
    let result: Result<Void, TransportError> = await withCheckedContinuation { continuation in
      Thread {
        continuation.resume(
          returning: Result { () throws(TransportError) in try run(greetings, react) })
      }.start()
    }
    try result.get()
  }

  // MARK: - The thread

  private func run(
    _ greetings: [OutboundMessage], _ react: (Int, InboundMessage) -> Reaction
  ) throws(TransportError) {
    let sockets = try connect(greetings)
    var items = unsafe sockets.map {
      unsafe zmq_pollitem_t(socket: $0.handle, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0)
    }
    while true {
      let ready = unsafe items.withUnsafeMutableBufferPointer {
        unsafe zmq_poll($0.baseAddress, Int32($0.count), -1)
      }
      guard ready > 0 || zmq_errno() == EINTR else { throw .last("waiting for messages") }
      for index in sockets.indices where unsafe items[index].revents != 0 {
        guard case .message(let message)? = try sockets[index].receive() else { continue }
        switch react(index, message) {
        case .answer(let answer): _ = try sockets[index].send(answer)
        case .none: continue
        case .leave: return
        }
      }
    }
  }

  private func connect(_ greetings: [OutboundMessage]) throws(TransportError) -> [Socket] {
    let context = try Context()
    var sockets: [Socket] = []
    for (number, greeting) in greetings.enumerated() {
      let socket = try Socket(
        .dealer, identity: PeerIdentity("dealer-\(number)"), options: options, context: context)
      try socket.connect(to: address)
      _ = try socket.send(greeting)
      sockets.append(socket)
    }
    return sockets
  }
}
