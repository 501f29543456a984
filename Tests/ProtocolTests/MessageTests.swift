import Protocol
import Testing

@Suite struct MessageTests {
  @Test(arguments: Samples.all) func `what is sent is what arrives`(message: Message) throws {
    let frames = try message.encode()
    #expect(try decode(frames.received) == message)
    #expect(try message.encode() == frames)
  }

  @Test func `there is a sample of every kind`() {
    #expect(Set(Samples.all.map(\.type)) == Set(MessageType.allCases))
  }

  @Test(arguments: Samples.all) func `every message names its run and begins alike`(
    message: Message
  ) throws {
    #expect(message.runID == "run")
    #expect(try message.encode().head == [0x4d, 1, message.type.rawValue, 0])
  }

  @Test func `keys may come in any order, and unknown ones are ignored`() throws {
    let header = #" { "sequence" : 7, "color": [{}], "run_id" : "run" } "#
    #expect(
      try decode([[0x4d, 1, 8, 0], Array(header.utf8)]) == .ping(Ping(runID: "run", sequence: 7)))
  }

  @Test func `a loss that is not finite is left out`() throws {
    let update = TrainingUpdate(
      runID: "run", round: 1, client: 3, sampleCount: 60, elements: 7, trainLoss: .nan,
      trainAccuracy: 0.5, seconds: 0.25)
    #expect(update.trainLoss == nil)
    #expect(Scores.Tally(count: 1, correct: 0, lossSum: .infinity).lossSum == nil)
    #expect(try decode(Message.update(update, Samples.model).encode().received).type == .update)
  }

  @Test func `an encoded model is the array it was made of`() throws {
    let frames = try Message.update(Samples.update, Samples.model).encode()
    #expect(frames.payloads == [Samples.model.parameters])
    #expect(frames.received[2].count == 28)
    #expect(Array(frames.received[2][4..<8]) == [0, 0, 0, 0xbf])
  }

  @Test func `each side sends its own kinds`() {
    let both = MessageType.allCases.filter {
      $0.mayComeFrom(.client) && $0.mayComeFrom(.coordinator)
    }
    #expect(both == [.ping, .pong, .goodbye])
    #expect(MessageType.allCases.filter { $0.mayComeFrom(.client) }.count == 7)
    #expect(MessageType.allCases.filter { $0.mayComeFrom(.coordinator) }.count == 6)
  }

  @Test func `the longest frame is the model's, the clients' or the header's`() {
    for sender in [MessageType.Sender.client, .coordinator] {
      #expect(WireLimits(elements: 431_080, from: sender).maximumFrameBytes == 1_724_320)
      #expect(WireLimits(elements: nil, from: sender).maximumFrameBytes == nil)
    }
    #expect(WireLimits(elements: 10, clients: 100).maximumFrameBytes == 65_536)
    #expect(WireLimits(elements: 10, clients: 80_000).maximumFrameBytes == 640_000)
  }
}
