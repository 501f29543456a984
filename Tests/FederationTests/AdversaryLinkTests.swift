import Attacks
import Messaging
import Protocol
import RunStore
import Testing

@testable import Federation

/// Malicious processes that meet over real sockets.
@Suite struct AdversaryLinkTests {
  private let keys = (0..<6).map { AdversaryKey("pattern", round: 3, client: $0) }
  private let key = AdversaryKey("pattern", round: 3)

  @Test func `each value is computed once, whoever asks first`() async throws {
    let place = try await MeetingPlace()
    let log = ComputingLog()
    let links = [
      try await place.link("a"), try await place.link("b"), try await place.link("c"),
    ]
    let expected = keys.map(ComputingLog.value)
    try await withThrowingTaskGroup { group in
      for (index, link) in links.enumerated() {
        // Each begins with another key, as each begins with its own client.
        let order = Array(keys[index...] + keys[..<index])
        group.addTask {
          let values = try await onThread { try link.values(of: order, compute: log.compute) }
          #expect(Array(values[(6 - index)...] + values[..<(6 - index)]) == expected)
        }
      }
      try await group.waitForAll()
    }
    #expect(log.all.sorted { ($0.client ?? 0) < ($1.client ?? 0) } == keys)
    // Who asks once more has them all.
    let again = try await onThread { try links[0].values(of: keys) { _ in [] } }
    #expect(again == expected)
    #expect(await place.endpoint.takeRefusals().isEmpty)
    await place.close()
  }

  @Test func `more keys than fit into a question are no trouble`() async throws {
    let place = try await MeetingPlace()
    let log = ComputingLog()
    let (first, second) = (try await place.link("a"), try await place.link("b"))
    let many = (0..<600).map { AdversaryKey("pattern", round: 3, client: $0) }
    async let some = onThread { try first.values(of: many, compute: log.compute) }
    async let others = onThread { try second.values(of: many.reversed(), compute: log.compute) }
    #expect(try await some == many.map(ComputingLog.value))
    #expect(try await others == many.reversed().map(ComputingLog.value))
    #expect(Set(log.all).count == 600 && log.all.count == 600)
    await place.close()
  }

  @Test func `a value may need others`() async throws {
    let place = try await MeetingPlace()
    let log = ComputingLog()
    let (first, second) = (try await place.link("a"), try await place.link("b"))
    let (keys, lasting) = (keys, AdversaryKey("sum"))
    @Sendable func sum(_ link: AdversaryLink) throws -> [[Float]] {
      try link.values(of: [lasting]) { key in
        _ = log.compute(key)
        let parts = try link.values(of: keys, compute: log.compute)
        return [parts.reduce(0) { $0 + $1[0] }]
      }
    }
    async let one = onThread { try sum(first) }
    async let other = onThread { try sum(second) }
    #expect(try await one == [[15]])
    #expect(try await other == [[15]])
    #expect(log.all.count == 7)
    #expect(await place.endpoint.kept == [KeptValue(name: "sum", values: [15])])
    await place.close()
  }

  @Test func `what a process computes that ends is computed by another at once`() async throws {
    let place = try await MeetingPlace()
    let (first, second) = (try await place.link("a"), try await place.link("b"))
    let key = key
    let (begun, end) = (Gate(), Gate())
    let slow = Task {
      try await onThread {
        try first.values(of: [key]) { _ in
          begun.open()
          end.wait()
          return [1]
        }
      }
    }
    try await onThread { begun.wait() }
    async let quick = onThread { try second.values(of: [key]) { _ in [2] } }
    await place.endpoint.ended("a")
    #expect(try await quick == [[2]])
    // What the process of before still says does not count.
    end.open()
    await #expect(throws: AdversaryError.refused(reason: "it does not know this process")) {
      try await slow.value
    }
    #expect(await place.endpoint.takeRefusals()["token"] != nil)
    await place.close()
  }

  @Test func `what a process that hangs computes is computed by another after a while`()
    async throws
  {
    let place = try await MeetingPlace(patience: .milliseconds(200))
    let (first, second) = (try await place.link("a"), try await place.link("b"))
    let key = key
    let (begun, end) = (Gate(), Gate())
    let slow = Task {
      try await onThread {
        try first.values(of: [key]) { _ in
          begun.open()
          end.wait()
          return [1]
        }
      }
    }
    try await onThread { begun.wait() }
    #expect(try await onThread { try second.values(of: [key]) { _ in [1] } } == [[1]])
    end.open()
    #expect(try await slow.value == [[1]])
    await place.close()
  }

  @Test func `what one cannot compute another may`() async throws {
    struct Fault: Error {}
    let place = try await MeetingPlace()
    let (first, second) = (try await place.link("a"), try await place.link("b"))
    let key = key
    await #expect(throws: Fault.self) {
      try await onThread { try first.values(of: [key]) { _ in throw Fault() } }
    }
    #expect(try await onThread { try second.values(of: [key]) { _ in [4] } } == [[4]])
    await place.close()
  }

  @Test func `lasting values come back after a resume, empty ones too`() async throws {
    let kept = [KeptValue(name: "mask/4", values: []), KeptValue(name: "trigger", values: [1, 2])]
    let place = try await MeetingPlace(kept: kept)
    let link = try await place.link("a")
    let values = try await onThread {
      try link.values(of: [AdversaryKey("trigger"), AdversaryKey("mask", client: 4)]) { _ in [9] }
    }
    #expect(values == [[1, 2], []])
    #expect(await place.endpoint.kept == kept)
    await place.close()
  }

  @Test func `a value that is too long is refused with its length`() async throws {
    let place = try await MeetingPlace()
    let link = try await place.link("a")
    let key = key
    let error = await #expect(throws: AdversaryError.self) {
      try await onThread {
        try link.values(of: [key]) { _ in Array(repeating: 0, count: 1 << 20 + 1) }
      }
    }
    #expect(error?.description.contains("1048577 numbers; at most 1048576") == true)
    await place.close()
  }

  // MARK: - The threat model

  @Test func `omniscient attackers see the updates of the round, and only of it`() async throws {
    let place = try await MeetingPlace(.omniscient)
    let link = try await place.link("a")
    for client in [7, 1] {
      place.endpoint.benign.add(Payload([Float(client), 2, 3]), of: client, round: 3)
    }
    let seen = try await onThread { try link.benignUpdates(round: 3) }
    #expect(
      seen == [
        ObservedUpdate(client: 1, update: [1, 2, 3]), ObservedUpdate(client: 7, update: [7, 2, 3]),
      ])
    await place.endpoint.endRound()
    let other = try await place.link("b")
    #expect(try await onThread { try other.benignUpdates(round: 3) }.isEmpty)
    await place.close()
  }

  @Test(arguments: [AttackKnowledge.own, .colluding])
  func `whoever may not see honest updates is refused and counted`(
    knowledge: AttackKnowledge
  ) async throws {
    let place = try await MeetingPlace(knowledge)
    place.endpoint.benign.add(Payload([1, 2, 3]), of: 1, round: 3)
    let link = try await place.link("a")
    await #expect(throws: AdversaryError.notGranted(asked: .omniscient, granted: knowledge)) {
      try await onThread { try link.benignUpdates(round: 3) }
    }
    #expect(await place.endpoint.takeRefusals() == ["knowledge": 1])
    await place.close()
  }

  @Test func `attackers on their own are refused each other's updates`() async throws {
    let place = try await MeetingPlace(.own)
    let link = try await place.link("a")
    let update = AdversaryKey(AdversaryKey.honestUpdate, round: 3, client: 5)
    await #expect(throws: AdversaryError.notGranted(asked: .colluding, granted: .own)) {
      try await onThread { try link.values(of: [update]) { _ in [1] } }
    }
    #expect(await place.endpoint.takeRefusals() == ["knowledge": 1])
    await place.close()
  }

  @Test func `a stranger is told nothing`() async throws {
    let place = try await MeetingPlace(.omniscient)
    place.endpoint.benign.add(Payload([1, 2, 3]), of: 1, round: 3)
    let link = try await place.stranger("guess")
    let key = key
    let refused = AdversaryError.refused(reason: "it does not know this process")
    await #expect(throws: refused) {
      try await onThread { try link.values(of: [key]) { _ in [1] } }
    }
    await #expect(throws: refused) { try await onThread { try link.benignUpdates(round: 3) } }
    #expect(await place.endpoint.takeRefusals() == ["token": 2])
    await place.close()
  }

  // MARK: - Faults

  @Test func `what is no request is refused and counted, and the others go on`() async throws {
    let place = try await MeetingPlace()
    let stranger = try Endpoint(
      .dealer, identity: PeerIdentity("stranger"), context: place.context)
    try await stranger.connect(to: place.endpoint.address)
    let ask = #"{"token":"a","number":1,"keys":[{"purpose":"p"}]}"#
    let messages: [(String, [[UInt8]])] = [
      ("frame count", [[1]]), ("frame count", Array(repeating: [0], count: 9)),
      ("first frame", [[0x41, 1, 1], Array(ask.utf8)]),
      ("magic", [[0x4D, 1, 1, 0], Array(ask.utf8)]),
      ("version", [[0x41, 2, 1, 0], Array(ask.utf8)]),
      ("flags", [[0x41, 1, 1, 7], Array(ask.utf8)]),
      ("type", [[0x41, 1, 99, 0], Array(ask.utf8)]),
      ("header", [[0x41, 1, 1, 0], Array("no json".utf8)]),
      ("header", [[0x41, 1, 1, 0], Array(#"{"token":"a","number":1}"#.utf8)]),
      ("header", [[0x41, 1, 5, 0], Array(#"{"token":"a","number":1,"round":3}"#.utf8)]),
      ("header length", [[0x41, 1, 1, 0], Array(repeating: 0x20, count: 65_537)]),
      ("keys", [[0x41, 1, 1, 0], Array(ask.replacing("\"p\"", with: "\"../P\"").utf8)]),
      ("value", [[0x41, 1, 1, 0], Array(ask.utf8), [0, 0, 0, 0]]),
      ("value", [[0x41, 1, 2, 0], Array(ask.utf8)]),
      ("value", [[0x41, 1, 2, 0], Array(ask.utf8), [0, 0, 0]]),
    ]
    for (_, frames) in messages {
      try await stranger.send(OutboundMessage(frames: frames.map { try Frame($0) }))
    }
    // Messages of one peer are read in order, so this one comes after all others.
    try await stranger.send(
      OutboundMessage(
        frames: AdversaryRequest(token: "guess", number: 1, content: .values([key])).encode()))
    for await case .message(let message) in stranger.events {
      #expect(
        try AdversaryAnswer(message.frames) == AdversaryAnswer(number: 1, content: .refused(.token))
      )
      break
    }
    var expected = ["token": 1]
    for (reason, _) in messages { expected[reason, default: 0] += 1 }
    #expect(await place.endpoint.takeRefusals() == expected)
    let link = try await place.link("a")
    let key = key
    #expect(try await onThread { try link.values(of: [key]) { _ in [1] } } == [[1]])
    await place.close()
  }

  @Test func `without the place a question fails at once`() async throws {
    let place = try await MeetingPlace()
    let link = try await place.link("a")
    let key = key
    _ = try await onThread { try link.values(of: [key]) { _ in [1] } }
    await place.close()
    let error = await #expect(throws: AdversaryError.self) {
      try await onThread { try link.values(of: [AdversaryKey("other")]) { _ in [1] } }
    }
    #expect(error == .unreachable(reason: "the connection has ended"))
  }

  @Test func `a place that does not answer is given up`() async throws {
    let folder = try SocketFolder()
    let link = try await AdversaryLink.connect(
      AdversaryAccess(address: "\(folder.address("nobody"))", token: "a"), knowledge: .own,
      parameterCount: 3, timeout: .milliseconds(100), context: Context())
    let error = await #expect(throws: AdversaryError.self) {
      try await onThread { try link.values(of: [AdversaryKey("other")]) { _ in [1] } }
    }
    guard case .unreachable? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `requests and answers read as they were written`() throws {
    let requests: [AdversaryRequest.Content] = [
      .values([AdversaryKey("a-b", round: 2, client: 3), AdversaryKey("c")]),
      .offer(AdversaryKey("c"), Payload([1, -0.0, .infinity])), .offer(key, .empty),
      .release(key), .benignClients(round: 9), .benignUpdate(round: 9, client: 0),
    ]
    for content in requests {
      let request = AdversaryRequest(token: "tök\"en", number: 7, content: content)
      #expect(try AdversaryRequest(request.encode()) == request)
    }
    let answers: [AdversaryAnswer.Content] = [
      .value(3, Payload([1, 2])), .value(0, .empty), .compute(255), .wait, .noted,
      .clients([]), .clients([0, 5, 16_777_215]), .refused(.token), .refused(.round),
      .refused(.unknown), .refused(.unclaimed), .refused(.knowledge(needed: .omniscient)),
    ]
    for content in answers {
      let answer = AdversaryAnswer(number: 7, content: content)
      #expect(try AdversaryAnswer(answer.encode()) == answer)
    }
  }
}
