import Attacks
import Networks
import Options
import Randomness
import TestSupport
import Testing

struct SybilTests {
  let collusion: CollusionTests

  init() throws { collusion = try CollusionTests() }

  func updates(_ name: String, _ sybils: OptionValue?) throws -> [[Float]] {
    let plan = try collusion.plan(name, sybils.map { [("sybils", $0)] } ?? [])
    return try collusion.updates([5, 8], of: plan)
  }

  @Test(arguments: AttackCatalog.names)
  func `without noise all clones submit the lowest client's update`(name: String) throws {
    let alone = try updates(name, nil)
    let clones = try updates(name, [:])
    #expect(clones == [alone[0], alone[0]])
  }

  @Test func `noise makes clones differ, by what was asked for`() throws {
    let plain = try updates("badnets", [:])
    let noisy = try updates("badnets", ["jitter": 0.1])
    #expect(noisy[0] != noisy[1])
    for (clone, original) in zip(noisy, plain) {
      let distance = DistanceBoundTests.squaredDistance(clone, original).squareRoot()
      #expect(abs(distance / (0.1 * Double(clone.count).squareRoot()) - 1) < 0.3)
    }
  }

  @Test func `noise that adds up to zero leaves the sum as it was`() throws {
    let plain = try updates("badnets", [:])
    let noisy = try updates("badnets", ["jitter": 0.1, "zero_sum": true])
    #expect(noisy[0] != noisy[1] && noisy[0] != plain[0])
    for index in plain[0].indices {
      let (sum, before) = (noisy[0][index] + noisy[1][index], 2 * plain[0][index])
      #expect(abs(sum - before) <= 1e-6)
    }
  }

  @Test func `a clone says of itself how many samples it has`() throws {
    let behavior = collusion.behavior(try collusion.plan("badnets", [("sybils", [:])]))
    let outcome = try behavior.update(try collusion.task(8), network: collusion.trial.network)
    #expect(outcome.sampleCount == BehaviorTests.images.count)
    #expect(outcome.buffers.isEmpty && outcome.loss > 0 && outcome.accuracy > 0)
  }

  @Test func `clones must collude, and their options are checked`() throws {
    let own: [(String, OptionValue)] = [("knowledge", "own"), ("sybils", [:])]
    let error = #expect(throws: OptionError.self) { try collusion.plan("badnets", own) }
    #expect(error?.path == ["attack", "sybils"])
    for wrong in [["jitter": -1], ["zero_sum": 1], ["noise": 1]] as [OptionValue] {
      #expect(throws: OptionError.self) { try collusion.plan("badnets", [("sybils", wrong)]) }
    }
    let plan = try collusion.plan("badnets", [("sybils", ["jitter": 0.5])])
    #expect(plan.resolved["sybils"] == ["jitter": 0.5, "zero_sum": false])
  }
}
