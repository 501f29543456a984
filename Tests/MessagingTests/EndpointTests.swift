import Foundation
import Messaging
import Testing

/// A router, and dealers that connect to it.
private struct Federation {
  let context: Context
  let router: Endpoint
  let address: Address
  // Held for its life: the ipc sockets are in it.
  let folder: SocketFolder

  init(_ transport: String = "ipc", options: SocketOptions = SocketOptions()) async throws {
    context = try Context()
    folder = try SocketFolder()
    router = try Endpoint(.router, options: options, context: context)
    let wanted =
      transport == "ipc" ? try folder.address("router") : try Address("tcp://127.0.0.1:*")
    address = try await router.bind(to: wanted)
  }

  func dealer(_ name: String, options: SocketOptions = SocketOptions()) async throws -> Endpoint {
    let dealer = try Endpoint(
      .dealer, identity: PeerIdentity(name), options: options, context: context)
    try await dealer.connect(to: address)
    return dealer
  }
}

extension Endpoint {
  /// The next message, with what happens to connections passed over.
  fileprivate func nextMessage() async -> InboundMessage? {
    for await event in events {
      if case .message(let message) = event { return message }
    }
    return nil
  }

  /// Waits for an event of a connection.
  fileprivate func nextLink(where isMatch: (LinkEvent) -> Bool) async -> Bool {
    for await event in events {
      if case .link(let link) = event, isMatch(link) { return true }
    }
    return false
  }

  fileprivate func send(_ bytes: [UInt8]..., to peer: PeerIdentity? = nil) async throws {
    try await send(OutboundMessage(to: peer, frames: bytes.map { try Frame($0) }))
  }
}

extension InboundMessage {
  fileprivate var bytes: [[UInt8]] { frames.map { $0.copiedBytes() } }
}

extension LinkEvent {
  fileprivate var isDisconnection: Bool {
    if case .disconnected = self { true } else { false }
  }
}

@Suite(.timeLimit(.minutes(1))) struct EndpointTests {
  @Test(arguments: ["ipc", "tcp"])
  func `a question and its answer find their way`(transport: String) async throws {
    let federation = try await Federation(transport)
    let dealer = try await federation.dealer("process-3")
    try await dealer.send([1], [2, 3])
    let question = try #require(await federation.router.nextMessage())
    #expect(question.peer == (try PeerIdentity("process-3")))
    #expect(question.bytes == [[1], [2, 3]])
    try await federation.router.send([4], to: question.peer)
    let answer = try #require(await dealer.nextMessage())
    #expect(answer.peer == nil)
    #expect(answer.bytes == [[4]])
    await dealer.close()
    await federation.router.close()
  }

  @Test func `one frame goes to many peers`() async throws {
    let federation = try await Federation()
    let model = try Frame([UInt8](repeating: 5, count: 1 << 20))
    var dealers: [Endpoint] = []
    var messages: [OutboundMessage] = []
    for number in 0..<10 {
      let dealer = try await federation.dealer("process-\(number)")
      dealers.append(dealer)
      try await dealer.send([UInt8(number)])
      let hello = try #require(await federation.router.nextMessage())
      messages.append(
        OutboundMessage(to: hello.peer, frames: [try Frame([UInt8(number)]), model]))
    }
    let faults = await federation.router.send(messages)
    #expect(faults == Array(repeating: nil, count: 10))
    for (number, dealer) in dealers.enumerated() {
      let task = try #require(await dealer.nextMessage())
      #expect(task.bytes == [[UInt8(number)], [UInt8](repeating: 5, count: 1 << 20)])
      await dealer.close()
    }
    await federation.router.close()
  }

  @Test func `one bad name in many stops no other message`() async throws {
    let federation = try await Federation()
    let dealer = try await federation.dealer("good")
    try await dealer.send([0])
    _ = await federation.router.nextMessage()
    let faults = await federation.router.send([
      OutboundMessage(to: try PeerIdentity("bad"), frames: [try Frame([1])]),
      OutboundMessage(to: try PeerIdentity("good"), frames: [try Frame([2])]),
    ])
    #expect(faults == [.unknownPeer("bad"), nil])
    #expect(await dealer.nextMessage()?.bytes == [[2]])
    await dealer.close()
    await federation.router.close()
  }

  @Test func `a peer that comes back under its name takes its place`() async throws {
    let federation = try await Federation()
    let first = try await federation.dealer("process-1")
    try await first.send([1])
    let peer = try #require(await federation.router.nextMessage()).peer
    let second = try await federation.dealer("process-1")
    try await second.send([2])
    #expect(await federation.router.nextMessage()?.bytes == [[2]])
    try await federation.router.send([3], to: peer)
    #expect(await second.nextMessage()?.bytes == [[3]])
    for endpoint in [first, second, federation.router] { await endpoint.close() }
  }

  @Test func `connections are reported`() async throws {
    let federation = try await Federation()
    let dealer = try await federation.dealer("process-1")
    let address = federation.address.description
    #expect(await dealer.nextLink { $0 == .connected(address: address) })
    #expect(await federation.router.nextLink { $0 == .connected(address: address) })
    await dealer.close()
    #expect(await federation.router.nextLink { $0.isDisconnection })
    await federation.router.close()
  }

  @Test func `a frame over the limit costs its sender the connection`() async throws {
    let options = SocketOptions().limitingFrames(to: 1000, count: 8)
    let federation = try await Federation(options: options)
    let good = try await federation.dealer("good")
    let bad = try await federation.dealer("bad")
    try await bad.send([1])
    #expect(await federation.router.nextMessage()?.bytes == [[1]])
    try await bad.send([UInt8](repeating: 0, count: 1001))
    #expect(await federation.router.nextLink { $0.isDisconnection })
    try await good.send([UInt8](repeating: 7, count: 1000))
    #expect(await federation.router.nextMessage()?.bytes == [[UInt8](repeating: 7, count: 1000)])
    for endpoint in [good, bad, federation.router] { await endpoint.close() }
  }

  @Test func `a message of too many frames is reported with its sender`() async throws {
    let options = SocketOptions().limitingFrames(to: 1000, count: 3)
    let federation = try await Federation(options: options)
    let dealer = try await federation.dealer("process-1")
    try await dealer.send([1], [2], [3], [4])
    try await dealer.send([1], [2], [3])
    var refusals: [Int] = []
    for await event in federation.router.events {
      if case .refused(let peer, let count) = event {
        #expect(peer?.description == "process-1")
        refusals.append(count)
      }
      if case .message(let message) = event {
        #expect(message.bytes == [[1], [2], [3]])
        break
      }
    }
    #expect(refusals == [4])
    await dealer.close()
    await federation.router.close()
  }

  @Test func `a send waits for the connection`() async throws {
    let context = try Context()
    let folder = try SocketFolder()
    var options = SocketOptions()
    options.onlyConnected = true
    let dealer = try Endpoint(.dealer, options: options, context: context)
    try await dealer.connect(to: folder.address("late"))
    async let first: Void = dealer.send([1])
    async let second: Void = dealer.send([2])
    let router = try Endpoint(.router, context: context)
    try await router.bind(to: folder.address("late"))
    var received: [[[UInt8]]] = []
    for _ in 0..<2 { received.append(try #require(await router.nextMessage()).bytes) }
    try await first
    try await second
    #expect(received.sorted { $0[0][0] < $1[0][0] } == [[[1]], [[2]]])
    await dealer.close()
    await router.close()
  }

  @Test func `a cancelled send leaves the queue`() async throws {
    let context = try Context()
    let folder = try SocketFolder()
    var options = SocketOptions()
    options.onlyConnected = true
    let dealer = try Endpoint(.dealer, options: options, context: context)
    try await dealer.connect(to: folder.address("never"))
    let frame = try Frame([1])
    let task = Task { () -> TransportError? in
      do throws(TransportError) {
        try await dealer.send(OutboundMessage(frames: [frame]))
        return nil
      } catch {
        return error
      }
    }
    try await Task.sleep(for: .milliseconds(20))
    task.cancel()
    #expect(await task.value == .cancelled)
    await dealer.close()
  }

  @Test func `closing fails sends that wait, ends the events and refuses what comes later`()
    async throws
  {
    let context = try Context()
    let folder = try SocketFolder()
    var options = SocketOptions()
    options.onlyConnected = true
    let dealer = try Endpoint(.dealer, options: options, context: context)
    try await dealer.connect(to: folder.address("never"))
    let frame = try Frame([1])
    async let sent = dealer.send([OutboundMessage(frames: [frame])])
    try await Task.sleep(for: .milliseconds(20))
    await dealer.close()
    #expect(await sent == [.closed])
    #expect(await dealer.nextMessage() == nil)
    #expect(await dealer.send([OutboundMessage(frames: [frame])]) == [.closed])
    await #expect(throws: TransportError.closed) { try await dealer.bind(to: .inproc(name: "x")) }
    await dealer.close()
  }

  @Test func `a flushed message outlives its socket`() async throws {
    let federation = try await Federation()
    let context = try Context()
    let dealer = try Endpoint(.dealer, context: context)
    try await dealer.connect(to: federation.address)
    try await dealer.send([UInt8](repeating: 1, count: 1 << 22))
    await dealer.close(flushing: .seconds(5))
    await context.terminate()
    #expect(await federation.router.nextMessage()?.frames[0].byteCount == 1 << 22)
    await federation.router.close()
  }

  @Test func `the end of the context closes its endpoints`() async throws {
    let federation = try await Federation()
    await federation.context.terminate()
    #expect(await federation.router.nextMessage() == nil)
    await federation.router.close()
  }

  @Test func `jobs have their turn while messages pour in`() async throws {
    let federation = try await Federation()
    let dealer = try await federation.dealer("busy")
    let frame = try Frame([UInt8](repeating: 1, count: 100))
    let flood = Task {
      while !Task.isCancelled { _ = await dealer.send([OutboundMessage(frames: [frame])]) }
    }
    let unknown = OutboundMessage(to: try PeerIdentity("nobody"), frames: [frame])
    // Each send is a job on the router's thread, which has thousands of messages to read.
    for _ in 0..<200 {
      #expect(await federation.router.send([unknown]) == [.unknownPeer("nobody")])
    }
    flood.cancel()
    await flood.value
    await dealer.close()
    await federation.router.close()
  }

  @Test func `closed and forgotten endpoints leave no threads`() async throws {
    let name = "t-\(getpid() % 1000)-leak"
    let context = try Context()
    let folder = try SocketFolder()
    for number in 0..<10 {
      let executor = try ThreadExecutor(name: name)
      let router = try Endpoint(.router, context: context, executor: executor)
      let dealer = try Endpoint(.dealer, context: context, executor: executor)
      try await router.bind(to: folder.address("router-\(number)"))
      try await dealer.connect(to: folder.address("router-\(number)"))
      try await dealer.send([1])
      #expect(await router.nextMessage()?.bytes == [[1]])
      #expect(threadCount(named: name) >= 1)
      // Every other pair is only forgotten.
      if number.isMultiple(of: 2) {
        await router.close()
        await dealer.close()
        await executor.waitUntilIdle()
      }
    }
    #expect(try await eventually { threadCount(named: name) == 0 })
    await context.terminate()
  }

  @Test func `endpoints can share a thread with the actor that uses them`() async throws {
    let federation = try await Federation()
    let user = User(endpoint: try await federation.dealer("process-1"))
    #expect(try await user.exchange(with: federation.router) == [[9]])
    await user.endpoint.close()
    await federation.router.close()
  }
}

/// An actor that runs where its endpoint runs, so that sending needs no change of threads.
private actor User {
  nonisolated let endpoint: Endpoint
  nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe endpoint.unownedExecutor }

  init(endpoint: Endpoint) { self.endpoint = endpoint }

  func exchange(with router: Endpoint) async throws -> [[UInt8]]? {
    try await endpoint.send([1])
    let peer = await router.nextMessage()?.peer
    try await router.send([9], to: peer)
    return await endpoint.nextMessage()?.bytes
  }
}
