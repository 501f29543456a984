/// A socket with a thread of its own, for use from any task.
///
/// Call `bind(to:)` or `connect(to:)`, read `events` in one task, send from any, and
/// `close(flushing:)` at the end. Reading and sending never block a thread of Swift's pool.
/// Messages wait in `events` until they are read, in any number: what bounds them is the protocol
/// above, in which a peer speaks when it is asked. Who answers at once takes them with
/// `deliver(to:)` instead, which spares each message two changes of thread.
package actor Endpoint {
  /// Everything that arrives, for one reader; ends when the endpoint is closed.
  package nonisolated let events: AsyncStream<EndpointEvent>
  package nonisolated let executor: ThreadExecutor
  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }

  private let stream: AsyncStream<EndpointEvent>.Continuation
  private var receiver: ((EndpointEvent) -> Void)?
  private let ownsExecutor: Bool
  private var socket: Socket?
  private var monitor: SocketMonitor?
  private var keys: [PollSet.Key] = []
  var waiting = WaitingSends()

  /// At most so many messages are read before jobs have their turn.
  private static let batchCount = 64

  /// Opens a socket; nothing arrives before `bind(to:)` or `connect(to:)`.
  ///
  /// - Parameters:
  ///   - kind: a coordinator's `.router` or a client's `.dealer`.
  ///   - identity: how a router knows this dealer.
  ///   - options: limits and timings.
  ///   - context: shared by the endpoints of a process.
  ///   - executor: a thread to share with other endpoints or with the actor that uses this one.
  /// - Throws: `TransportError`.
  package init(
    _ kind: Socket.Kind, identity: PeerIdentity? = nil, options: SocketOptions = SocketOptions(),
    context: Context, executor: ThreadExecutor? = nil
  ) throws(TransportError) {
    (events, stream) = AsyncStream.makeStream()
    ownsExecutor = executor == nil
    if let executor { self.executor = executor } else { self.executor = try ThreadExecutor() }
    let socket = try Socket(kind, identity: identity, options: options, context: context)
    monitor = try SocketMonitor(of: socket, context: context)
    self.socket = socket
  }

  // On the executor's thread: a socket must not be closed while that thread waits for it.
  isolated deinit { shutDown() }

  /// Waits for peers at `address`.
  ///
  /// - Parameter address: local to this machine.
  /// - Returns: the address with the port that was picked, if it asked for any.
  /// - Throws: `TransportError`: in use, unavailable, reachable from other machines, or closed.
  @discardableResult
  package func bind(to address: Address) throws(TransportError) -> Address {
    let socket = try openSocket()
    startReading()
    return try socket.bind(to: address)
  }

  /// Connects to the peer at `address`, now or as soon as there is one.
  ///
  /// - Throws: `TransportError` for an address that can never work, or when closed.
  package func connect(to address: Address) throws(TransportError) {
    let socket = try openSocket()
    startReading()
    try socket.connect(to: address)
  }

  /// Hands whatever arrives from now on to `receiver`, on this endpoint's thread, and no longer to
  /// `events`.
  ///
  /// - Parameter receiver: must not block; it may send with `sendNow(_:)`.
  package func deliver(to receiver: @escaping @Sendable (EndpointEvent) -> Void) {
    self.receiver = receiver
  }

  /// Closes the socket, ends `events`, fails sends that still wait, and ends the thread.
  ///
  /// - Parameter duration: how long messages that were sent but not delivered are still tried, in
  ///   the background; `Context.terminate()` waits for them.
  package nonisolated func close(flushing duration: Duration = .zero) async {
    await shutDown(flushing: duration)
    if ownsExecutor { await executor.waitUntilIdle() }
  }

  // MARK: - The socket

  /// Hands a message to the socket; `false` when it has no room.
  func transmit(_ message: OutboundMessage) throws(TransportError) -> Bool {
    try openSocket().send(message)
  }

  /// Whether the socket reports room to write.
  func setWaitsForRoom(_ waits: Bool) {
    if let key = keys.first { executor.sockets.setWaitsForRoom(waits, key) }
  }

  private func openSocket() throws(TransportError) -> Socket {
    guard let socket else { throw .closed }
    return socket
  }

  private func startReading() {
    guard keys.isEmpty, let socket, let monitor else { return }
    keys = [
      executor.sockets.insert(socket) { [weak self] in
        self?.assumeIsolated { $0.socketIsReady() }
      },
      executor.sockets.insert(monitor.socket) { [weak self] in
        self?.assumeIsolated { $0.readLinks() }
      },
    ]
  }

  private func shutDown(flushing duration: Duration = .zero) {
    guard let socket else { return }
    if duration > .zero { try? socket.setLinger(duration) }
    for key in keys { executor.sockets.remove(key) }
    keys = []
    monitor = nil
    self.socket = nil
    waiting.failAll(.closed)
    stream.finish()
    receiver = nil
  }

  // MARK: - Reading

  private func socketIsReady() {
    flushWaiting()
    do throws(TransportError) {
      for _ in 0..<Self.batchCount {
        guard let received = try socket?.receive() else { return }
        switch received {
        case .message(let message): report(.message(message))
        case .refused(let peer, let count):
          report(.refused(from: peer, frameCount: count))
        }
      }
    } catch {
      fail(error)
    }
  }

  private func report(_ event: EndpointEvent) {
    if let receiver { receiver(event) } else { stream.yield(event) }
  }

  private func readLinks() {
    do throws(TransportError) {
      while let event = try monitor?.next() { report(.link(event)) }
    } catch {
      fail(error)
    }
  }

  private func fail(_ error: TransportError) {
    // The end of the context is how a program closes; any other error is news.
    if error != .closed { report(.failed(error)) }
    shutDown()
  }
}
