import Foundation
import RunStore
import Testing

struct DurabilityTests {
  /// A curve from a rate for each round.
  private func curve(_ rates: KeyValuePairs<Int, Double>) -> SuccessCurve {
    SuccessCurve(rates.map { .init(round: $0.key, attackSuccessRate: $0.value) })
  }

  /// A curve over rounds 1 to `last`.
  private func curve(through last: Int, _ rate: (Int) -> Double) -> SuccessCurve {
    SuccessCurve((1...last).map { .init(round: $0, attackSuccessRate: rate($0)) })
  }

  @Test(arguments: [0.8, 0.123456789])
  func `a backdoor that stays outlives the run`(rate: Double) throws {
    let durability = try #require(
      Durability(curve(through: 10) { _ in rate }, lastAttack: 4, floor: 0.01))
    #expect(durability.lastAttack == 4 && durability.observedRounds == 6)
    #expect(durability.attackSuccessRate == rate)
    #expect(durability.lifespan == (rate < 0.5 ? Waiting(0) : .censored))
    #expect(durability.halfLife == .censored)
    #expect(durability.fittedHalfLife == .censored)
    let area = try #require(durability.areaUnderCurve)
    #expect(abs(area - rate) < 1e-15)
  }

  @Test func `an exponential decay is found exactly`() throws {
    // 0.94, 0.754, 0.607, 0.49, 0.397: half of what is above the floor every three rounds.
    let decaying = curve(through: 20) { round in
      round <= 4 ? 0.94 : round > 14 ? 0.04 : 0.04 + 0.9 * pow(2, -Double(round - 4) / 3)
    }
    let durability = try #require(Durability(decaying, lastAttack: 4, floor: 0.04))
    #expect(durability.lifespan == Waiting(3))
    #expect(durability.confirmedLifespan == Waiting(3))
    #expect(durability.halfLife == Waiting(4))
    let fitted = try #require(durability.fittedHalfLife?.rounds)
    #expect(abs(fitted - 3) < 1e-9)
  }

  @Test func `one dip ends the lifespan but not the confirmed one`() throws {
    let dipping = curve([2: 0.2, 3: 0.9, 4: 0.4, 5: 0.6, 6: 0.45, 7: 0.3])
    let durability = try #require(Durability(dipping, lastAttack: 3))
    #expect(durability.lifespan == Waiting(1))
    #expect(durability.confirmedLifespan == Waiting(3))
    #expect(durability.halfLife == Waiting(1))
    // (0.65 + 0.5 + 0.525 + 0.375) / 4
    let area = try #require(durability.areaUnderCurve)
    #expect(abs(area - 0.5125) < 1e-12)
  }

  @Test func `with a score every other round the first one after the attack counts`() throws {
    let sparse = curve([2: 0.1, 4: 0.8, 6: 0.6, 8: 0.3])
    let durability = try #require(Durability(sparse, lastAttack: 3))
    #expect(durability.attackSuccessRate == 0.8 && durability.observedRounds == 5)
    #expect(durability.lifespan == Waiting(5))
    #expect(durability.confirmedLifespan == .censored)
    #expect(durability.halfLife == Waiting(4))
    let area = try #require(durability.areaUnderCurve)
    #expect(abs(area - 0.575) < 1e-12)
  }

  @Test func `an attack that never worked has no half-life`() throws {
    let durability = try #require(Durability(curve(through: 6) { _ in 0 }, lastAttack: 2))
    #expect(durability.lifespan == Waiting(0) && durability.confirmedLifespan == Waiting(0))
    #expect(durability.halfLife == nil && durability.fittedHalfLife == nil)
    #expect(durability.areaUnderCurve == 0)
  }

  @Test func `a backdoor that grows does not decay`() throws {
    let growing = curve(through: 9) { Double($0) / 10 }
    let durability = try #require(Durability(growing, lastAttack: 6))
    #expect(durability.fittedHalfLife == .censored && durability.halfLife == .censored)
  }

  @Test func `without a score after the attack there is nothing to measure`() {
    #expect(Durability(curve([1: 0.1, 8: 0.9]), lastAttack: 8) == nil)
    #expect(Durability(curve([:]), lastAttack: 1) == nil)
    let one = Durability(curve([1: 0.1, 8: 0.9]), lastAttack: 5)
    #expect(one?.observedRounds == 3 && one?.areaUnderCurve == nil)
  }

  @Test func `the area does not depend on how often a straight line is scored`() {
    let often = curve(through: 9) { 1 - Double($0) / 10 }
    let seldom = curve([1: 0.9, 4: 0.6, 9: 0.1])
    #expect(abs((often.meanArea ?? 0) - 0.5) < 1e-12)
    #expect(abs((seldom.meanArea ?? 0) - 0.5) < 1e-12)
  }

  @Test func `every key is written, null where there is nothing, and reads back`() throws {
    let durability = try #require(Durability(curve(through: 3) { _ in 0 }, lastAttack: 2))
    let line = try RunJSON.line(durability)
    #expect(
      String(decoding: line, as: UTF8.self) == """
        {"area_under_curve":0,"attack_success_rate":0,"confirmed_lifespan":\
        {"censored":false,"rounds":0},"fitted_half_life":null,"half_life":null,\
        "last_attack":2,"lifespan":{"censored":false,"rounds":0},"observed_rounds":1}
        """)
    #expect(try RunJSON.decode(Durability.self, from: line) == durability)
    #expect(
      String(decoding: try RunJSON.line(Waiting.censored), as: UTF8.self)
        == #"{"censored":true,"rounds":null}"#)
  }
}
