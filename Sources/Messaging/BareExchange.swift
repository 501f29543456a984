private import CZeroMQ
private import Foundation

/// The least that a federation's exchange can cost: libzmq's own calls and nothing else.
///
/// A router sends every dealer one message of one frame and waits until each has sent one back. Like
/// the processes of a run, the two sides share no thread and no context; unlike them, nobody looks
/// at what arrives. What a transport of ours takes is measured against this.
package struct BareExchange: Sendable {
  /// How many dealers answer.
  package var dealers: Int
  /// Where they meet.
  package var address: Address
  /// The length of the message to each dealer, at least 1; all of them share its bytes.
  package var bytesDown: Int
  /// The length of each answer.
  package var bytesUp: Int
  package var routerOptions: SocketOptions
  package var dealerOptions: SocketOptions

  /// An exchange that has not begun.
  package init(
    dealers: Int, address: Address, bytesDown: Int, bytesUp: Int,
    routerOptions: SocketOptions = SocketOptions(), dealerOptions: SocketOptions = SocketOptions()
  ) {
    precondition(dealers > 0 && bytesDown > 0, "\(dealers) dealers get \(bytesDown) bytes")
    self.dealers = dealers
    self.address = address
    self.bytesDown = bytesDown
    self.bytesUp = bytesUp
    self.routerOptions = routerOptions
    self.dealerOptions = dealerOptions
  }

  /// Does some rounds, on threads of its own.
  ///
  /// - Parameter count: how many.
  /// - Returns: how long each took.
  /// - Throws: `TransportError`; `.system` when a message does not come within a minute.
  package func rounds(_ count: Int) async throws(TransportError) -> [Duration] {
    let result: Result<[Duration], TransportError> = await withCheckedContinuation { continuation in
      Thread {
        continuation.resume(
          returning: Result { () throws(TransportError) in try run(count) })
      }.start()
    }
    return try result.get()
  }

  // MARK: - The router

  /// How long anyone waits for a message that must come.
  private static let patience: Int32 = 60_000

  private func run(_ count: Int) throws(TransportError) -> [Duration] {
    let router = try Socket(.router, options: routerOptions, context: Context())
    try router.set(ZMQ_RCVTIMEO, Self.patience)
    let bound = try router.bind(to: address)
    Thread { try? answer(at: bound) }.start()

    var peers: [Frame] = []
    let received = ReusableMessage()
    for _ in 0..<dealers {
      // The identity, then the hello.
      try received.receive(from: router)
      peers.append(try Frame(received.copiedBytes()))
      try received.receive(from: router)
    }
    let task = try Frame([UInt8](repeating: 1, count: bytesDown))
    let clock = ContinuousClock()
    var durations: [Duration] = []
    for _ in 0..<count {
      let start = clock.now
      for peer in peers { try send(task, to: peer, over: router) }
      for _ in 0..<2 * dealers { try received.receive(from: router) }
      durations.append(clock.now - start)
    }
    // Nothing to do is how a dealer learns of the end; it must get there before the socket goes.
    try router.setLinger(.seconds(10))
    let end = try Frame([])
    for peer in peers { try send(end, to: peer, over: router) }
    return durations
  }

  private func send(_ frame: Frame, to peer: Frame, over router: Socket) throws(TransportError) {
    for (part, more) in [(peer, true), (frame, false)] {
      let code = unsafe part.share(with: router.handle, more: more)
      guard code == 0 else { throw TransportError(code: code, operation: "sending to a dealer") }
    }
  }

  // MARK: - The dealers

  /// Answers on all dealers, on this thread, until each has got an empty message.
  private func answer(at address: Address) throws(TransportError) {
    let context = try Context()
    var sockets: [Socket] = []
    for number in 0..<dealers {
      let socket = try Socket(
        .dealer, identity: PeerIdentity("dealer-\(number)"), options: dealerOptions,
        context: context)
      try socket.connect(to: address)
      _ = try socket.send(OutboundMessage(frames: [Frame([1])]))
      sockets.append(socket)
    }
    let reply = try Frame([UInt8](repeating: 2, count: bytesUp))
    let received = ReusableMessage()
    var items = unsafe sockets.map {
      unsafe zmq_pollitem_t(socket: $0.handle, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0)
    }
    var open = dealers
    while open > 0 {
      let ready = unsafe items.withUnsafeMutableBufferPointer {
        unsafe zmq_poll($0.baseAddress, Int32($0.count), Int(Self.patience))
      }
      guard ready > 0 else { return }
      for index in sockets.indices where unsafe items[index].revents != 0 {
        try received.receive(from: sockets[index])
        if received.byteCount == 0 { open -= 1 } else { try send(reply, over: sockets[index]) }
      }
    }
  }

  private func send(_ reply: Frame, over dealer: Socket) throws(TransportError) {
    let code = unsafe reply.share(with: dealer.handle, more: false)
    guard code == 0 else { throw TransportError(code: code, operation: "sending to a router") }
  }
}

/// One structure of libzmq's for all that arrives, so that receiving allocates nothing of ours.
@safe private struct ReusableMessage: ~Copyable {
  private let message: UnsafeMutablePointer<zmq_msg_t>

  init() {
    unsafe message = .allocate(capacity: 1)
    unsafe zmq_msg_init(message)
  }

  deinit {
    unsafe zmq_msg_close(message)
    unsafe message.deallocate()
  }

  var byteCount: Int { unsafe zmq_msg_size(message) }

  func copiedBytes() -> [UInt8] {
    unsafe [UInt8](UnsafeRawBufferPointer(start: zmq_msg_data(message), count: byteCount))
  }

  /// Waits for the next frame of a socket.
  func receive(from socket: Socket) throws(TransportError) {
    while unsafe zmq_msg_recv(message, socket.handle, 0) < 0 {
      guard zmq_errno() == EINTR else { throw .last("waiting for a message") }
    }
  }
}
