/// Messages for which a socket had no room, oldest first.
struct WaitingSends {
  typealias Outcome = Result<Void, TransportError>

  private struct Entry {
    let key: UInt64
    let message: OutboundMessage
    /// Whoever waits for the outcome; nil for a message that was posted.
    let continuation: CheckedContinuation<Outcome, Never>?
  }

  private var entries: [Entry] = []
  private var lastKey: UInt64 = 0

  var isEmpty: Bool { entries.isEmpty }

  /// The message that has to go first.
  var first: OutboundMessage? { entries.first?.message }

  mutating func makeKey() -> UInt64 {
    lastKey += 1
    return lastKey
  }

  mutating func append(
    _ message: OutboundMessage, key: UInt64,
    continuation: CheckedContinuation<Outcome, Never>? = nil
  ) {
    entries.append(Entry(key: key, message: message, continuation: continuation))
  }

  /// Ends the wait of the oldest message.
  mutating func finishFirst(_ outcome: Outcome) {
    entries.removeFirst().continuation?.resume(returning: outcome)
  }

  /// Ends the wait of one message, if it still waits.
  mutating func fail(_ key: UInt64, _ error: TransportError) {
    guard let index = entries.firstIndex(where: { $0.key == key }) else { return }
    entries.remove(at: index).continuation?.resume(returning: .failure(error))
  }

  mutating func failAll(_ error: TransportError) {
    for entry in entries { entry.continuation?.resume(returning: .failure(error)) }
    entries = []
  }
}

extension Endpoint {
  /// Sends one message, after those that wait already.
  ///
  /// A router does not wait: its peers have a queue each, and one that is full says that its peer
  /// has stopped reading. Other sockets wait for room, or for a connection with
  /// `SocketOptions.onlyConnected`.
  ///
  /// - Parameter message: a router's names its peer.
  /// - Throws: `TransportError.unknownPeer` or `.queueFull` on a router, `.cancelled`, `.closed`.
  package func send(_ message: OutboundMessage) async throws(TransportError) {
    if waiting.isEmpty, try transmit(message) { return }
    try await wait(toSend: message).get()
  }

  /// Sends one message from a router without suspending, for an actor on the same thread.
  ///
  /// - Parameter message: names its peer.
  /// - Throws: `TransportError.unknownPeer`, `.queueFull`, `.closed`.
  package func sendNow(_ message: OutboundMessage) throws(TransportError) {
    _ = try transmit(message)
  }

  /// Sends one message without suspending, for whoever runs on this endpoint's thread; it waits for
  /// room in line if need be.
  ///
  /// - Parameter message: not for routers.
  /// - Throws: `TransportError.closed`.
  package func post(_ message: OutboundMessage) throws(TransportError) {
    if waiting.isEmpty, try transmit(message) { return }
    waiting.append(message, key: waiting.makeKey())
    setWaitsForRoom(true)
  }

  /// Sends messages in their order, with one visit to the socket's thread for all of them.
  ///
  /// - Parameter messages: a router's name their peers.
  /// - Returns: for each message `nil`, or why it could not be sent; one that fails stops no other.
  package func send(_ messages: [OutboundMessage]) async -> [TransportError?] {
    var faults: [TransportError?] = []
    for message in messages {
      do throws(TransportError) {
        try await send(message)
        faults.append(nil)
      } catch {
        faults.append(error)
      }
    }
    return faults
  }

  /// Sends what waits, as far as there is room.
  func flushWaiting() {
    while let message = waiting.first {
      do throws(TransportError) {
        guard try transmit(message) else { return }
        waiting.finishFirst(.success(()))
      } catch {
        waiting.finishFirst(.failure(error))
      }
      if waiting.isEmpty { setWaitsForRoom(false) }
    }
  }

  private func wait(toSend message: OutboundMessage) async -> WaitingSends.Outcome {
    let key = waiting.makeKey()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        if Task.isCancelled { return continuation.resume(returning: .failure(.cancelled)) }
        waiting.append(message, key: key, continuation: continuation)
        setWaitsForRoom(true)
      }
    } onCancel: {
      Task { await self.cancelWait(key) }
    }
  }

  private func cancelWait(_ key: UInt64) {
    waiting.fail(key, .cancelled)
    if waiting.isEmpty { setWaitsForRoom(false) }
  }
}
