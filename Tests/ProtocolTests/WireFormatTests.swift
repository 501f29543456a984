import Foundation
import Protocol
import Testing

/// The examples in the description of the format, as a client in another language reads them.
@Suite struct WireFormatTests {
  private let article: String

  init() throws {
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    article = try String(
      contentsOf: package.appendingPathComponent("Sources/Protocol/Protocol.docc/WireFormat.md"),
      encoding: .utf8)
  }

  /// The frames of an example: hexadecimal digits, with an empty line between two frames.
  private func frames(_ name: String) throws -> [[UInt8]] {
    let start = try #require(article.range(of: "```hex \(name)\n"))
    let end = try #require(article.range(of: "```", range: start.upperBound..<article.endIndex))
    return article[start.upperBound..<end.lowerBound].components(separatedBy: "\n\n").map { frame in
      frame.split(whereSeparator: \.isWhitespace).compactMap { UInt8($0, radix: 16) }
    }
  }

  @Test func `the ping in the description`() throws {
    let message = Message.ping(Ping(runID: "demo", sequence: 7))
    #expect(try message.encode().received == frames("ping"))
    #expect(try decode(frames("ping")) == message)
    #expect(article.contains("`\(String(decoding: try frames("ping")[1], as: UTF8.self))`"))
  }

  @Test func `the update in the description`() throws {
    let header = TrainingUpdate(
      runID: "demo", round: 1, client: 3, sampleCount: 60, elements: 2, trainLoss: 1.5,
      trainAccuracy: 0.5, seconds: 0.25)
    let message = Message.update(header, ModelPayload(parameters: Payload([1, -0.5])))
    #expect(try message.encode().received == frames("update"))
    #expect(try decode(frames("update")) == message)
    #expect(article.contains("`\(String(decoding: try frames("update")[1], as: UTF8.self))`"))
  }

  @Test(arguments: Samples.all) func `the description lists every type and key`(
    message: Message
  ) throws {
    let row = try #require(
      article.split(separator: "\n").first { $0.hasPrefix("| \(message.type) |") })
    #expect(row.contains("| \(message.type.rawValue) |"))
    let header = try JSONSerialization.jsonObject(with: Data(message.encode().header))
    for key in try #require(header as? [String: Any]).keys where key != "run_id" {
      #expect(row.contains("`\(key)`"), "\(message.type) lacks \(key)")
    }
  }
}
