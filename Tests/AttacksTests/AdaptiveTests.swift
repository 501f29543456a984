import Attacks
import Networks
import Options
import TestSupport
import Testing

struct AdaptiveTests {
  let collusion: CollusionTests

  init() throws { collusion = try CollusionTests() }

  func update(
    _ name: String, _ changes: [(String, OptionValue)], against defense: NormGate, client: Int = 5
  ) throws -> [Float] {
    let behavior = collusion.behavior(try collusion.plan(name, changes), defense: defense)
    return try behavior.update(
      try collusion.task(client), network: collusion.trial.network
    ).update
  }

  @Test(arguments: ["movement", "accepted"], ["omniscient", "colluding"])
  func `the update is as long as the defense lets it be`(goal: String, knowledge: String) throws {
    let options: [(String, OptionValue)] = [
      ("goal", .string(goal)), ("anchor", "zero"), ("knowledge", .string(knowledge)),
      ("evaluations", 40),
    ]
    for bound in [0.7, 3.0] {
      let length = norm(try update("adaptive", options, against: NormGate(bound: bound)))
      #expect(length <= bound && length > 0.9 * bound, "\(length) of \(bound)")
    }
  }

  @Test func `the limit holds where the defense sets none`() throws {
    func length(_ goal: OptionValue, _ limit: OptionValue) throws -> Double {
      norm(
        try update(
          "adaptive", [("goal", goal), ("limit", limit), ("anchor", "zero")],
          against: NormGate(bound: 1e9)))
    }
    let poison = try length("accepted", 1)
    #expect(abs(try length("accepted", 8) / poison - 8) < 1e-5)
    // Who wants to move the model goes as far as replacement, whatever the limit.
    #expect(try length("movement", 8) < 5 * poison)
    #expect(try length("movement", 8) == length("movement", 50))
  }

  @Test func `a defense that cannot work with the round leaves the update as it is`() throws {
    let broken = NormGate(neededClients: 100)
    let options: [(String, OptionValue)] = [("anchor", "zero"), ("common", false)]
    let plain = try collusion.updates([5], of: collusion.plan("badnets"))[0]
    #expect(try update("adaptive", options, against: broken) == plain)
    let blocked = NormGate(bound: 0)
    #expect(
      try update("adaptive", options + [("goal", "accepted")], against: blocked) == plain)
    _ = try update("opt-ipm", [], against: broken)
    _ = try update("opt-alie", [], against: broken)
  }

  @Test func `attackers submit the same or each its own`() throws {
    func both(_ common: Bool) throws -> [[Float]] {
      let behavior = collusion.behavior(try collusion.plan("adaptive", [("common", .bool(common))]))
      return try [5, 8].map {
        try behavior.update(try collusion.task($0), network: collusion.trial.network).update
      }
    }
    let (same, own) = (try both(true), try both(false))
    #expect(same[0] == same[1])
    #expect(own[0] != own[1])
  }

  @Test func `a known defense is what these attacks need`() throws {
    for name in ["adaptive", "opt-ipm", "opt-alie"] {
      let error = #expect(throws: OptionError.self) {
        try collusion.plan(name, [("defense_known", false)])
      }
      #expect(error?.path == ["attack", "defense_known"])
    }
  }

  @Test func `a tuned factor takes the step as far as the gate lets it`() throws {
    let tuned = try update("opt-ipm", [("evaluations", 60)], against: NormGate(bound: 2))
    #expect(norm(tuned) <= 2 && norm(tuned) > 1.9)
    #expect(tuned.allSatisfy { $0 < 0 })
    let moved = try update(
      "opt-alie", [("evaluations", 60), ("sign", "minus")], against: NormGate(bound: 2))
    #expect(norm(moved) <= 2 && norm(moved) > 1.9)
  }

  // MARK: - The searches

  @Test(arguments: [0.3, 1, 7.7, 60] as [Double])
  func `the line search finds a peak`(peak: Double) {
    var trials: [Double] = []
    let found = LineSearch.highest(evaluations: 40, step: 1) { scale in
      trials.append(scale)
      return -abs(scale - peak)
    }
    #expect(abs(found - peak) < 0.02 * peak)
    #expect(trials.count == 40 && trials.allSatisfy { $0 >= 0 })
    #expect(LineSearch.highest(evaluations: 20, step: 1, limit: 5) { $0 } == 5)
    #expect(LineSearch.highest(evaluations: 20, step: 1) { -$0 } == 0)
  }

  @Test func `the largest accepted scale is found to the number of trials`() {
    for wanted in [0.02, 0.9, 33, 99.9] {
      let found = LineSearch.largestAccepted(evaluations: 30, limit: 100) { $0 <= wanted }
      #expect(found.map { $0 <= wanted && wanted - $0 < 1e-3 * wanted } == true)
    }
    #expect(LineSearch.largestAccepted(evaluations: 30, limit: 100) { _ in true } == 100)
    #expect(LineSearch.largestAccepted(evaluations: 30, limit: 100) { _ in false } == nil)
  }
}
