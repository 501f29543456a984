import Messaging
import Testing

/// Encrypted connections, and those that do not come about.
@Suite(.timeLimit(.minutes(1))) struct CurveTests {
  private let server: CurveKeyPair
  private let context: Context
  private let router: Endpoint
  private let address: Address

  init() async throws {
    server = try CurveKeyPair.make()
    context = try Context()
    router = try Endpoint(
      .router, options: SocketOptions().encrypting(as: .server(server)), context: context)
    address = try await router.bind(to: Address("tcp://127.0.0.1:*"))
  }

  /// A dealer that has said its name; what it knows of the server is its own affair.
  private func dealer(_ name: String, _ options: SocketOptions) async throws -> Endpoint {
    let dealer = try Endpoint(
      .dealer, identity: PeerIdentity(name), options: options, context: context)
    try await dealer.connect(to: address)
    let word = OutboundMessage(frames: [try Frame(Array(name.utf8))])
    // Not waited for: whoever is refused at once has nowhere to send to.
    Task { try await dealer.send(word) }
    return dealer
  }

  private func member(_ name: String) async throws -> Endpoint {
    try await dealer(
      name,
      SocketOptions().encrypting(
        as: .client(CurveKeyPair.make(), server: server.publicKey)))
  }

  /// The first message or refused handshake that a router reports.
  private func firstNews() async -> EndpointEvent? {
    for await event in router.events {
      switch event {
      case .message, .link(.handshakeFailed): return event
      default: continue
      }
    }
    return nil
  }

  @Test func `a question and its answer cross an encrypted connection`() async throws {
    let dealer = try await member("process-1")
    guard case .message(let question)? = await firstNews() else {
      Issue.record("no message came")
      return
    }
    #expect(question.frames.map { $0.copiedBytes() } == [Array("process-1".utf8)])
    let answer = [UInt8](repeating: 7, count: 1 << 20)
    try await router.send(OutboundMessage(to: question.peer, frames: [Frame(answer)]))
    for await case .message(let message) in dealer.events {
      #expect(message.frames.map { $0.copiedBytes() } == [answer])
      break
    }
    await dealer.close()
    await router.close()
  }

  @Test func `the longest frame is as long as without encryption`() async throws {
    let options = SocketOptions().limitingFrames(to: 1000, count: 4)
    let keys = CurveSecurity.client(try CurveKeyPair.make(), server: server.publicKey)
    let dealer = try await dealer("process-1", options.encrypting(as: keys))
    guard case .message(let hello)? = await firstNews() else {
      Issue.record("no message came")
      return
    }
    let peer = hello.peer
    try await router.send(OutboundMessage(to: peer, frames: [frame(of: 1000)]))
    var lengths: [Int] = []
    for await event in dealer.events {
      if case .message(let message) = event {
        lengths += message.frames.map(\.byteCount)
        try await router.send(OutboundMessage(to: peer, frames: [frame(of: 1001)]))
      }
      if case .link(.disconnected) = event { break }
    }
    #expect(lengths == [1000])
    await dealer.close()
    await router.close()
  }

  private func frame(of count: Int) throws -> Frame {
    try Frame([UInt8](repeating: 1, count: count))
  }

  @Test func `a client that takes another server for this one never gets in`() async throws {
    let stranger = try await dealer(
      "stranger",
      SocketOptions().encrypting(
        as: .client(CurveKeyPair.make(), server: CurveKeyPair.make().publicKey)))
    try await expectRefusalAndThenTheMember()
    await stranger.close()
    await router.close()
  }

  @Test func `a client without encryption is refused, and the refusal is reported`() async throws {
    let plain = try await dealer("plain", SocketOptions())
    try await expectRefusalAndThenTheMember()
    await plain.close()
    await router.close()
  }

  /// What came first was a refused handshake; of all that is said only the member's word arrives.
  private func expectRefusalAndThenTheMember() async throws {
    guard case .link(.handshakeFailed)? = await firstNews() else {
      Issue.record("the handshake was not refused")
      return
    }
    let member = try await member("member")
    for await case .message(let message) in router.events {
      #expect(message.peer == (try PeerIdentity("member")))
      break
    }
    await member.close()
  }

  @Test(arguments: [
    ("", "it has 0 characters instead of 40"),
    (String(repeating: "0", count: 41), "it has 41 characters instead of 40"),
    (String(repeating: "~", count: 40), "it has characters that Z85 does not have"),
  ])
  func `a text that is no key is refused`(text: String, reason: String) {
    #expect(throws: TransportError.malformedKey(reason: reason)) { try CurveKey(text) }
  }

  @Test func `two pairs differ, and a pair read from its texts is the same`() throws {
    let (first, second) = (try CurveKeyPair.make(), try CurveKeyPair.make())
    #expect(first != second && first.publicKey != first.secretKey)
    let again = CurveKeyPair(
      publicKey: try CurveKey(first.publicKey.z85), secretKey: try CurveKey(first.secretKey.z85))
    #expect(again == first)
  }

  @Test func `printing a pair keeps the secret`() throws {
    let pair = try CurveKeyPair.make()
    var dumped = ""
    dump(pair, to: &dumped)
    for text in ["\(pair)", String(reflecting: pair), dumped] {
      #expect(text.contains(pair.publicKey.z85))
      #expect(!text.contains(pair.secretKey.z85))
    }
  }
}
