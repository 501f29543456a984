import Foundation
import Testing

@testable import Aggregation

@Suite struct VerdictTests {
  @Test func `detection figures count flagged clients as positive`() throws {
    let verdicts = [
      Verdict(client: 0), Verdict(client: 1, accepted: false), Verdict(client: 2),
      Verdict(client: 3, accepted: false), Verdict(client: 4, accepted: false),
    ]
    let figures = DetectionFigures(verdicts, malicious: [3, 4, 2, 77])
    #expect(figures.truePositive == 2)
    #expect(figures.falsePositive == 1)
    #expect(figures.trueNegative == 1)
    #expect(figures.falseNegative == 1)
  }

  @Test func `a verdict has all its keys even where it has no value`() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let json = try encoder.encode(Verdict(client: 3, weight: 0.5))
    #expect(
      String(decoding: json, as: UTF8.self)
        == #"{"accepted":true,"client":3,"reason":null,"score":null,"stage":null,"weight":0.5}"#)
    #expect(try JSONDecoder().decode(Verdict.self, from: json) == Verdict(client: 3, weight: 0.5))
  }
}
