import Foundation
import Options
import RunStore
import Testing

struct AttackRecordTests {
  /// A run with an attack from round 2 to round 4 and a rate after each round; nil is not scored.
  private func summary(_ rates: [Double?], lastRound: Int? = 4) -> Summary {
    var summary = Summary(runId: "r", name: "n", seed: 1, version: "1", backend: "portable")
    summary.attack = AttackRecord(
      name: "model-replacement", data: "badnets", knowledge: "own", defenseKnown: false,
      maliciousClients: [3], schedule: ["every": 1, "from": 2, "kind": "window", "to": 4],
      firstRound: 2, lastRound: lastRound)
    for (index, rate) in rates.enumerated() {
      var row = RoundRecord(round: index + 1, sampled: [3])
      row.attackSuccessRate = rate
      row.cleanAccuracy = rate == nil ? nil : 0.75
      row.robustAccuracy = rate.map { (1 - $0) / 2 }
      row.modelDigest = "sha256:\(index)"
      summary.rounds.append(row)
    }
    summary.final = Summary.Score(
      cleanAccuracy: 0.75, attackSuccessRate: rates.last ?? nil, robustAccuracy: nil)
    return summary
  }

  @Test func `the peak is the first of the highest, and before the attack nothing counts`() throws {
    var summary = summary([1, 0.5, 0.95, nil, 0.95, 0.2])
    summary.measureAttack()
    let attack = try #require(summary.attack)
    #expect(attack.peak == SuccessCurve.Point(round: 3, attackSuccessRate: 0.95))
    #expect(attack.roundsToSuccess == Waiting(1))
    #expect(attack.durability?.attackSuccessRate == 0.95)
    #expect(attack.durability?.lifespan == Waiting(2))
    #expect(attack.floor == nil && attack.cleanAccuracyLoss == nil)
  }

  @Test func `an attack without an end is measured, its durability is not`() throws {
    var summary = summary([0.1, 0.3, 0.5, 0.6], lastRound: nil)
    summary.measureAttack()
    let attack = try #require(summary.attack)
    #expect(attack.roundsToSuccess == .censored)
    #expect(attack.peak?.round == 4 && attack.durability == nil)
  }

  @Test func `an attack without a goal has only its threat model`() throws {
    var summary = summary([nil, nil, nil])
    summary.measureAttack()
    let attack = try #require(summary.attack)
    #expect(attack.peak == nil && attack.roundsToSuccess == nil && attack.durability == nil)
    let text = String(decoding: try RunJSON.line(attack), as: UTF8.self)
    #expect(text.contains(#""peak":null,"rounds_to_success":null"#))
    #expect(text.contains(#""schedule":{"every":1,"from":2,"kind":"window","to":4}"#))
  }

  @Test func `a clean twin gives the floor and the honest accuracy`() throws {
    var summary = summary([0.1, 0.9, 0.9, 0.9, 0.5, 0.3])
    var twin = self.summary([0.1, 0.1, 0.1, 0.1, 0.1, 0.1])
    twin.attack = nil
    twin.final = Summary.Score(
      cleanAccuracy: 0.875, attackSuccessRate: 0.1, robustAccuracy: 0.45)
    summary.cleanTwin = CleanTwinRecord(twin)
    summary.measureAttack()
    #expect(summary.attack?.floor == 0.1 && summary.attack?.cleanAccuracyLoss == 0.125)
    // 0.8, 0.4 and 0.2 above the floor.
    let fitted = try #require(summary.attack?.durability?.fittedHalfLife?.rounds)
    #expect(abs(fitted - 1) < 1e-9)
    #expect(summary.cleanTwin?.rounds.count == 6)
    #expect(summary.cleanTwin?.rounds[1].modelDigest == "sha256:1")
    #expect(try RunJSON.decode(Summary.self, from: RunJSON.document(summary)) == summary)
  }
}
