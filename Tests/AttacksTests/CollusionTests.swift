import Attacks
import Networks
import Options
import Randomness
import Tensors
import TestSupport
import Testing

/// Attacks of several malicious clients, each perhaps in a process of its own.
struct CollusionTests {
  let trial: BehaviorTests

  init() throws { trial = try BehaviorTests() }

  /// Clients 5 and 8 of the round's 1, 5, 6 and 8 are malicious, and 2, which was not sampled.
  static let malicious = [2, 5, 8]

  func task(_ client: Int, round: Int = 3) throws -> ClientTask {
    let task = trial.task(round: round, client: client)
    return ClientTask(
      global: task.global, client: client, round: round, announcement: try task.announcement(),
      images: task.images, training: task.training,
      random: ClientTask.stream(of: client, round: round, root: BehaviorTests.root))
  }

  func plan(_ name: String, _ changes: [(String, OptionValue)] = []) throws -> AttackPlan {
    var section = AttackSamples.section(try AttackCatalog.find(name, at: []))
    section["clients"] = .array(Self.malicious.map { .int($0) })
    for (key, value) in changes { section[key] = value }
    return try AttackPlan.read(
      section,
      setting: AttackSetting(
        clientCount: 10,
        images: PoisoningSetting(dataset: "shades", shape: BehaviorTests.shape, classCount: 4),
        training: BehaviorTests.training))
  }

  /// A malicious process with an adversary that remembers nothing yet.
  func behavior(
    _ plan: AttackPlan, benign: [Float] = [0.01, 0.02], defense: NormGate = NormGate()
  ) -> MaliciousBehavior {
    let seen = zip([1, 6], benign).map {
      ObservedUpdate(
        client: $0, update: Array(repeating: $1, count: trial.model.parameterCount))
    }
    return plan.behavior(
      AttackContext(
        malicious: Self.malicious, random: BehaviorTests.root,
        adversary: LoneAdversary(plan.knowledge, benign: [3: seen, 4: seen.reversed()]),
        defense: defense
      ) { _ in BehaviorTests.images })
  }

  func updates(_ clients: [Int], of plan: AttackPlan, round: Int = 3) throws -> [[Float]] {
    let behavior = behavior(plan)
    return try clients.map {
      try behavior.update(try task($0, round: round), network: trial.network).update
    }
  }

  @Test(arguments: AttackCatalog.names, ["colluding", "omniscient"])
  func `nothing depends on which colluder comes first`(name: String, knowledge: String) throws {
    let type = try AttackCatalog.find(name, at: [])
    guard AttackKnowledge(rawValue: knowledge).map({ $0 >= type.knowledge }) == true else {
      return
    }
    let plan = try plan(name, [("knowledge", .string(knowledge))])
    let forward = try updates([5, 8], of: plan)
    #expect(try updates([8, 5], of: plan) == forward.reversed())
    #expect(try updates([8], of: plan) == [forward[1]])
  }

  // MARK: - Each attack

  @Test func `a sign flip negates what it says`() throws {
    let honest = try HonestBehavior().update(try task(5), network: trial.network)
    let flipped = try updates([5], of: plan("sign-flip", [("scale", 2)]))[0]
    #expect(flipped == honest.update.map { -2 * $0 })

    let mean = try updates([5, 8], of: plan("sign-flip", [("of", "mean")]))
    #expect(mean[0] == mean[1])
    #expect(mean[0].allSatisfy { abs($0 + 0.015) < 1e-8 })

    // One step of gradient descent, from where the honest client starts: the exact opposite.
    let step: [(String, OptionValue)] = [
      ("of", "gradient"),
      ("training", ["local_epochs": 1, "batch_size": 32, "optimizer": ["momentum": 0]]),
    ]
    let climbed = try updates([5], of: plan("sign-flip", step))[0]
    let down = try updates([5], of: plan("sign-flip", [("of", "own"), step[1]]))[0]
    #expect(zip(climbed, down).allSatisfy { abs($0 - $1) <= 1e-7 })
    #expect(climbed.contains { $0 != 0 })
  }

  @Test func `the mean that a sign flip negates must be seen`() throws {
    #expect(throws: OptionError.self) {
      try plan("sign-flip", [("of", "mean"), ("knowledge", "own")])
    }
    _ = try plan("sign-flip", [("of", "own"), ("knowledge", "own")])
  }

  @Test func `noise has the deviation and mean that were asked for, and differs`() throws {
    let options: [(String, OptionValue)] = [("mean", 3), ("deviation", 0.5)]
    let noise = try updates([5, 8], of: plan("gaussian", options))
    #expect(noise[0] != noise[1])
    #expect(try updates([5], of: plan("gaussian", options), round: 4)[0] != noise[0])
    let values = noise.flatMap(\.self).map(Double.init)
    let mean = values.reduce(0, +) / Double(values.count)
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    #expect(abs(mean - 3) < 0.15 && abs(square.squareRoot() - 0.5) < 0.15)

    let honest = try HonestBehavior().update(try task(5), network: trial.network).update
    let still = try updates([5], of: plan("gaussian", [("around", "own"), ("deviation", 0)]))
    #expect(still[0] == honest)
  }

  @Test func `constants and values that are no numbers are as asked for`() throws {
    let size = trial.model.parameterCount
    #expect(try updates([5], of: plan("zero")) == [Array(repeating: 0, count: size)])
    #expect(
      try updates([5], of: plan("zero", [("value", -2.5)])) == [
        Array(repeating: -2.5, count: size)
      ])
    #expect(try updates([5], of: plan("nan", [("value", "nan")]))[0].allSatisfy { $0.isNaN })
    let infinite = try updates([5], of: plan("nan", [("value", "minus-infinity")]))[0]
    #expect(infinite.allSatisfy { $0 == -.infinity })
    let hidden = try updates([5], of: plan("nan", [("value", "nan"), ("count", 1)]))[0]
    let honest = try HonestBehavior().update(try task(5), network: trial.network).update
    #expect(hidden.filter(\.isNaN).count == 1)
    #expect(zip(hidden, honest).allSatisfy { $0.isNaN || $0 == $1 })
  }

  @Test func `a free rider's noise fades as rounds go by`() throws {
    let size = trial.model.parameterCount
    #expect(
      try updates([5], of: plan("free-rider", [("disguise", "none")])) == [
        Array(repeating: 0, count: size)
      ])
    let options: [(String, OptionValue)] = [("deviation", 0.9), ("decay", 2)]
    let third = norm(try updates([5], of: plan("free-rider", options))[0])
    let expected = 0.1 * Double(size).squareRoot()
    #expect(abs(third / expected - 1) < 0.3)
  }

  @Test func `ALIE refuses a majority, in words`() throws {
    let all = try plan("alie", [("clients", [1, 5, 8])])
    let behavior = all.behavior(
      AttackContext(
        malicious: [1, 5, 8], random: BehaviorTests.root,
        adversary: LoneAdversary(.colluding)
      ) { _ in BehaviorTests.images })
    let error = #expect(throws: ByzantineError.majority(attack: "alie", malicious: 3, of: 4)) {
      try behavior.update(try task(5), network: trial.network)
    }
    #expect("\(String(describing: error))".contains("fewer than 3 malicious clients"))
    // A number needs no formula.
    _ = try updates([5], of: plan("alie", [("z", 1.5)]))
  }

  @Test func `ALIE does not move the mean forward when the formula is negative`() throws {
    // Of 4 with 2 malicious, s = 1 and the share is (4 - 2 - 1) / 2, so z is 0.
    let update = try updates([5], of: plan("alie", [("sign", "minus")]))[0]
    #expect(update.allSatisfy { abs($0 - 0.015) < 1e-8 })
    let moved = try updates([5], of: plan("alie", [("sign", "minus"), ("z", 2)]))[0]
    #expect(moved.allSatisfy { abs($0 - 0.005) < 1e-7 })
  }

  @Test func `a mimic keeps to the client that it chose first`() throws {
    let plan = try plan("mimic", [("target", "learned")])
    let behavior = behavior(plan)
    func copied(_ round: Int) throws -> Float {
      try behavior.update(try task(5, round: round), network: trial.network).update[0]
    }
    let first = try copied(3)
    #expect([0.01, 0.02].contains(first))
    // In round 4 the two clients' updates are listed the other way round.
    #expect(try copied(4) == first)
    #expect(
      try updates([5, 8], of: self.plan("mimic", [("target", 1)])).map { $0[0] } == [0.02, 0.02])
    #expect(try updates([5], of: self.plan("mimic", [("target", 9)]))[0][0] == 0.02)
  }

  @Test func `Fang's attackers draw each their own, from the intervals of their knowledge`() throws
  {
    let all = try updates([5, 8], of: plan("fang"))
    #expect(all[0] != all[1])
    // Honest values are 0.01 and 0.02 everywhere, so full knowledge goes from 0.005 to 0.01.
    #expect(all.flatMap(\.self).allSatisfy { (0.005...0.0100001).contains($0) })
    let krum = try updates([5, 8], of: plan("fang", [("target", "krum")]))
    #expect(krum[0] == krum[1] && krum[0].allSatisfy { $0 < 0 })
    let partial = try updates(
      [5, 8], of: plan("fang", [("target", "median"), ("knowledge", "colluding")]))
    #expect(partial[0] != partial[1])
  }

  // MARK: - Training keys

  @Test func `an attack that does not train has no training of its own`() throws {
    #expect(throws: OptionError.self) { try plan("ipm", [("training", ["local_epochs": 2])]) }
    _ = try plan("sign-flip", [("training", ["local_epochs": 2])])
  }
}
