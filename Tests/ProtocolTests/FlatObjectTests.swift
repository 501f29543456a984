import Foundation
import Testing

@testable import Protocol

/// The short way to a header against Foundation's.
@Suite struct FlatObjectTests {
  private static let updates = [
    Samples.update,
    TrainingUpdate(
      runID: "20260101T000000Z-a/b-0f", round: 12, client: 0, sampleCount: 1, elements: 0,
      trainLoss: 1e-7, trainAccuracy: 1, seconds: 3.141592653589793e-5),
    TrainingUpdate(
      runID: "täken", round: 0, client: 7, sampleCount: 60, elements: 1, buffers: 9,
      trainLoss: nil, trainAccuracy: 0.1, seconds: 1e8),
  ]

  private func foundation(_ header: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return [UInt8](try encoder.encode(header))
  }

  @Test func `both ways write the same bytes`() throws {
    for update in Self.updates {
      #expect(try update.encoded() == foundation(update))
      #expect((update.flatBytes == nil) == (update.runID == "täken"))
    }
    #expect(try Samples.task.encoded() == foundation(Samples.task))
    #expect(Samples.task.flatBytes != nil)
  }

  @Test func `a number that is not finite is left to Foundation, which refuses it`() {
    var update = Samples.update
    update.seconds = .infinity
    #expect(update.flatBytes == nil)
    #expect(throws: ProtocolError.self) { try update.encoded() }
  }

  @Test(arguments: [
    "", "{", "{}", "[]", "{\"a\":1", "{\"a\":1} ", " {\"a\":1}", "{\"a\":01}", "{\"a\":-1}",
    "{\"a\":1.}",
    "{\"a\":.5}", "{\"a\":1e}", "{\"a\":nul}", "{\"a\":1,}", "{\"a\":1,\"a\":2}", "{\"a\":\"\\n\"}",
    "{\"a\":\"ä\"}", "{\"a\":{}}", "{\"a\":true}", "{a:1}", "{\"a\" :1}",
  ])
  func `what is not plain is left to Foundation`(text: String) {
    #expect(FlatObject(Array(text.utf8)) == nil)
  }

  @Test func `values come as they are`() throws {
    let object = try #require(
      FlatObject(Array(#"{"a":12,"b":"x y","c":null,"d":0.5e-3,"e":1234567890123456789}"#.utf8)))
    #expect(object.integer("a") == 12 && object.number("a") == 12 && object.text("a") == nil)
    #expect(object.text("b") == "x y" && object.integer("b") == nil)
    #expect(!object.has("c") && object.number("c") == nil && object.has("d"))
    #expect(object.number("d") == 0.0005 && object.integer("d") == nil)
    #expect(object.integer("e") == nil)
    #expect(!object.has("f"))
  }

  /// Whatever the short way reads, Foundation reads alike.
  @Test(arguments: UInt8.min...UInt8.max) func `a changed byte changes nothing between them`(
    byte: UInt8
  ) throws {
    for header in [try Samples.update.encoded(), try Self.updates[1].encoded()] {
      for place in header.indices {
        var changed = header
        changed[place] = byte
        guard let read = FlatObject(changed).flatMap({ TrainingUpdate($0) }) else { continue }
        let slow = try JSONDecoder().decode(TrainingUpdate.self, from: Data(changed))
        #expect(read == slow, "\(String(decoding: changed, as: UTF8.self))")
      }
    }
  }
}
