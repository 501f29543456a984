import Protocol
import Testing

@Suite struct RefusalTests {
  private let ping = Array(#"{"run_id":"run","sequence":7}"#.utf8)

  /// A message of `type` whose header is `text`.
  private func frames(_ type: MessageType, _ text: String, _ payloads: [UInt8]...) -> [[UInt8]] {
    [[0x4d, 1, type.rawValue, 0], Array(text.utf8)] + payloads
  }

  private func expect(
    _ error: ProtocolError, _ frames: [[UInt8]],
    limits: WireLimits = WireLimits(elements: nil, buffers: nil),
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: error, sourceLocation: sourceLocation) { try decode(frames, limits: limits) }
    #expect(!error.description.isEmpty && !error.category.isEmpty)
  }

  @Test func `too few and too many frames`() {
    expect(.frameCount(seen: 0, allowed: 2...5), [])
    expect(.frameCount(seen: 1, allowed: 2...5), [[0x4d, 1, 8, 0]])
    expect(.frameCount(seen: 6, allowed: 2...5), [[0x4d, 1, 8, 0], ping, [], [], [], []])
  }

  @Test func `a wrong first frame`() {
    expect(.headLength(seen: 3), [[0x4d, 1, 8], ping])
    expect(.headLength(seen: 0), [[], ping])
    expect(.magic(seen: 0x4e), [[0x4e, 1, 8, 0], ping])
    expect(.version(seen: 2, supported: 1), [[0x4d, 2, 8, 0], ping])
    expect(.unknownType(0), [[0x4d, 1, 0, 0], ping])
    expect(.unknownType(11), [[0x4d, 1, 11, 0], ping])
    expect(.unknownFlags(1), [[0x4d, 1, 8, 1], ping])
  }

  @Test func `a message that only the other side sends`() throws {
    let frames = try Message.task(Samples.task, Samples.model, Samples.participants).encode()
      .received
    expect(.wrongDirection(.task), frames, limits: WireLimits(elements: 7, from: .client))
    #expect(throws: Never.self) {
      try decode(frames, limits: WireLimits(elements: 7, from: .coordinator))
    }
  }

  @Test func `a header that is too long`() {
    let longest = String(repeating: " ", count: 65_536 - ping.count)
    let text = String(decoding: ping, as: UTF8.self)
    #expect(throws: Never.self) { try decode(frames(.ping, text + longest)) }
    expect(
      .headerTooLong(.ping, bytes: 65_537, limit: 65_536), frames(.ping, text + longest + " "))
    let reason = String(repeating: "x", count: 65_536)
    #expect {
      try Message.goodbye(Goodbye(runID: "run", reason: reason)).encode()
    } throws: { error in
      guard case ProtocolError.headerTooLong(.goodbye, _, 65_536) = error else { return false }
      return true
    }
  }

  @Test(arguments: [
    ("", "it is not JSON, or holds a number that does not fit"),
    ("{", "it is not JSON, or holds a number that does not fit"),
    ("\u{0}", "it is not JSON, or holds a number that does not fit"),
    (#"{"run_id":"run","sequence":7} x"#, "it is not JSON, or holds a number that does not fit"),
    ("[1]", "'the header' is of another type"),
    ("null", "'the header' is null"),
    (#"{"run_id":"run"}"#, "it lacks 'sequence'"),
    (#"{"sequence":7}"#, "it lacks 'run_id'"),
    (#"{"run_id":5,"sequence":7}"#, "'run_id' is of another type"),
    (#"{"run_id":"run","sequence":"7"}"#, "'sequence' is of another type"),
    (#"{"run_id":"run","sequence":null}"#, "'sequence' is null"),
    (#"{"run_id":"run","sequence":7.5}"#, "it is not JSON, or holds a number that does not fit"),
    (#"{"run_id":"run","sequence":1e30}"#, "it is not JSON, or holds a number that does not fit"),
  ])
  func `a header that cannot be read`(text: String, reason: String) {
    expect(.malformedHeader(.ping, reason: reason), frames(.ping, text))
  }

  @Test func `lists inside lists without end`() {
    #expect {
      try decode(frames(.ping, String(repeating: "[", count: 65_000)))
    } throws: { error in
      guard case ProtocolError.malformedHeader(.ping, _) = error else { return false }
      return true
    }
  }

  @Test(arguments: [
    (MessageType.ping, #"{"run_id":"r","sequence":-1}"#, "sequence", "-1"),
    (.ping, #"{"run_id":"r","sequence":9007199254740992}"#, "sequence", "9007199254740992"),
    (.declined, #"{"run_id":"r","round":-1,"client":0,"reason":""}"#, "round", "-1"),
    (.declined, #"{"run_id":"r","round":1,"client":-2,"reason":""}"#, "client", "-2"),
    (
      .welcome, #"{"run_id":"r","experiment":"","heartbeat_interval":0}"#, "heartbeat_interval",
      "0.0"
    ),
    (.scores, scores(#"{"count":-1,"correct":0}"#), "clean.count", "-1"),
    (.scores, scores(#"{"count":1,"correct":2}"#), "clean.correct", "2"),
    (
      .scores, scores(#"{"count":1,"correct":0,"truly_correct":2}"#), "clean.truly_correct", "2"
    ),
    (
      .scores, scores(#"{"count":1,"correct":0,"truly_correct":-1}"#), "clean.truly_correct", "-1"
    ),
    (.hello, hello(clients: 0), "clients", "0"),
    (.hello, hello(clients: 1_048_577), "clients", "1048577"),
    (.task, task(elements: 1, participants: 0), "participants", "0"),
    (.task, task(elements: 1, participants: 1_048_577), "participants", "1048577"),
    (.task, task(elements: -1, participants: 1), "elements", "-1"),
    (.update, update(accuracy: "1.5", seconds: "0"), "train_accuracy", "1.5"),
    (.update, update(accuracy: "1", seconds: "-1"), "seconds", "-1.0"),
    (.update, update(accuracy: "1", seconds: "1e308"), "seconds", "1e+308"),
    (.evaluate, evaluation(from: 5, to: 4), "to", "4"),
  ])
  func `a value that cannot be`(type: MessageType, header: String, key: String, seen: String) {
    #expect {
      try decode(frames(type, header))
    } throws: { error in
      guard case ProtocolError.outOfRange(type, key, seen, let allowed) = error else {
        return false
      }
      return !allowed.isEmpty
    }
  }

  @Test func `another number of payloads than declared`() {
    let header = task(elements: 1, participants: 1)
    let float: [UInt8] = [0, 0, 0, 0]
    expect(.payloadCount(.task, seen: 1, expected: 2), frames(.task, header, float))
    expect(.payloadCount(.task, seen: 3, expected: 2), frames(.task, header, float, float, float))
    expect(
      .payloadCount(.ping, seen: 1, expected: 0),
      frames(.ping, String(decoding: ping, as: UTF8.self), float))
    let none = task(elements: 0, participants: 1)
    expect(.payloadCount(.task, seen: 2, expected: 1), frames(.task, none, [], []))
  }

  @Test(arguments: [0, 3, 5, 8]) func `a payload of another length than declared`(count: Int) {
    expect(
      .payloadLength(.task, key: "elements", bytes: count, expected: 4),
      frames(
        .task, task(elements: 1, participants: 1), [UInt8](repeating: 0, count: count),
        [UInt8](repeating: 0, count: 8)))
  }

  @Test func `a payload that could not be in memory`() {
    let count = WireLimits.maximumCount
    expect(
      .payloadLength(.task, key: "elements", bytes: 4, expected: 4 * count),
      frames(
        .task, task(elements: count, participants: 1), [0, 0, 0, 0],
        [UInt8](repeating: 0, count: 8)))
  }

  @Test func `a payload of another model`() throws {
    let frames = try Message.update(Samples.update, Samples.model).encode().received
    expect(
      .elementCount(.update, key: "elements", seen: 7, expected: 8), frames,
      limits: WireLimits(elements: 8))
    expect(
      .elementCount(.update, key: "buffers", seen: 0, expected: 2), frames,
      limits: WireLimits(elements: 7, buffers: 2))
  }

  @Test func `a refusal is one sentence with what is allowed`() {
    #expect(
      ProtocolError.elementCount(.update, key: "elements", seen: 7, expected: 8).description
        == "'elements' in UPDATE is 7; the model has 8")
  }

  @Test func `what the receiver would refuse is not sent`() {
    #expect(
      throws: ProtocolError.outOfRange(
        .ping, key: "sequence", seen: "-1", allowed: "a whole number from 0 to 9007199254740991")
    ) { try Message.ping(Ping(runID: "run", sequence: -1)).encode() }
  }
}

private func scores(_ clean: String) -> String {
  #"{"run_id":"r","round":1,"shard":0,"clean":\#(clean)}"#
}

private func hello(clients: Int) -> String {
  #"{"run_id":"r","process":0,"clients":\#(clients),"token":"","#
    + #""parameters":1,"backend":"portable","pid":1}"#
}

private func task(elements: Int, participants: Int) -> String {
  #"{"run_id":"r","round":1,"client":3,"attempt":0,"model":0,"elements":\#(elements),"buffers":0,"#
    + #""participants":\#(participants),"weighting":"samples","#
    + #""server_learning_rate":1}"#
}

private func update(accuracy: String, seconds: String) -> String {
  #"{"run_id":"r","round":1,"client":3,"sample_count":5,"elements":1,"buffers":0,"#
    + #""train_loss":null,"train_accuracy":\#(accuracy),"seconds":\#(seconds)}"#
}

private func evaluation(from: Int, to: Int) -> String {
  #"{"run_id":"r","round":1,"shard":0,"model":1,"elements":1,"buffers":0,"from":\#(from),"to":\#(to)}"#
}
