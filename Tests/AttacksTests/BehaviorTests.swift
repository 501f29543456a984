import Attacks
import Kernels
import Networks
import Options
import Randomness
import Tensors
import TestSupport
import Testing

struct BehaviorTests {
  static let shape = ImageShape(channels: 1, height: 2, width: 2)
  static let images = ImageList(shades: (0..<32).map { $0 % 4 }, shape: shape, classCount: 4)
  static let training = TrainingOptions(
    localEpochs: 2, batchSize: 8, optimizer: OptimizerOptions(learningRate: 0.1, momentum: 0.9))
  static let root = RandomStream(seed: 11)

  static let setting = AttackSetting(
    clientCount: 10,
    images: PoisoningSetting(dataset: "shades", shape: shape, classCount: 4), training: training)

  let model: Model
  let network: Network

  init() throws {
    model = try Models.make("mlp", options: ["hidden": [6]], input: Self.shape, classCount: 4)
    network = try Network(
      model, backend: Backends.make(.portable), normalization: .identity(channels: 1))
  }

  func task(round: Int = 3, client: Int = 5) -> ClientTask {
    ClientTask(
      global: ModelState(
        parameters: model.initialParameters(using: Self.root.stream(for: "model"))),
      client: client,
      round: round,
      announcement: RoundAnnouncement(
        round: round, participants: [1, 5, 6, 8], participantSamples: [16, 32, 48, 64],
        weighting: .samples, serverLearningRate: 0.5),
      images: Self.images, training: Self.training,
      random: Self.root.stream(for: "round", .number(round), "client", .number(client)))
  }

  func behavior(
    _ name: String, _ changes: (String, OptionValue)..., malicious: [Int] = [5]
  ) throws -> MaliciousBehavior {
    var section = AttackSamples.section(try AttackCatalog.find(name, at: []))
    section["clients"] = .array(malicious.map { .int($0) })
    for (key, value) in changes { section[key] = value }
    let plan = try AttackPlan.read(section, setting: Self.setting)
    let withheld = plan.poisoning?.withheldImages(
      AttackedData(train: Self.images, test: Self.images))
    return plan.behavior(
      context(malicious, withheld: withheld.map { ImageSubset(Self.images, indices: $0) }))
  }

  /// Attackers who know everything about round 3.
  func context(_ malicious: [Int] = [5], withheld: ImageSubset? = nil) -> AttackContext {
    let benign = [1, 6].map {
      ObservedUpdate(
        client: $0, update: Array(repeating: 0.01 * Float($0), count: model.parameterCount))
    }
    return AttackContext(
      malicious: malicious, random: Self.root,
      adversary: LoneAdversary(.omniscient, benign: [3: benign]), defense: NormGate(),
      withheld: withheld
    ) { _ in Self.images }
  }

  @Test(arguments: AttackCatalog.names)
  func `outside its schedule an attacker is honest to the last bit`(name: String) throws {
    let attacker = try behavior(name, ("schedule", ["kind": "single-shot", "round": 3]))
    let honest = try HonestBehavior().update(task(round: 4), network: network)
    #expect(try attacker.update(task(round: 4), network: network) == honest)
    #expect(honest.update.contains { $0 != 0 })
    let honestThen = try HonestBehavior().update(task(round: 3), network: network)
    #expect(try attacker.update(task(round: 3), network: network) != honestThen)
  }

  @Test(arguments: AttackCatalog.names)
  func `the same task gives the same bits, whatever the network did before`(name: String) throws {
    let attacker = try behavior(name)
    let first = try attacker.update(task(), network: network)
    _ = try HonestBehavior().update(task(round: 9, client: 1), network: network)
    #expect(try attacker.update(task(), network: network) == first)
    // As in a process that was started anew: nothing is remembered.
    #expect(try behavior(name).update(task(), network: network) == first)
  }

  @Test(arguments: AttackCatalog.names)
  func `an update is a change of all parameters and says how many samples there are`(
    name: String
  ) throws {
    let outcome = try behavior(name).update(task(), network: network)
    #expect(outcome.update.count == model.parameterCount)
    #expect(outcome.update.allSatisfy { $0.isFinite } == (name != NonFiniteUpdate.name))
    #expect(outcome.sampleCount == Self.images.count)
  }

  @Test func `without poison, and trained as everybody, BadNets is honest`() throws {
    let honest = try HonestBehavior().update(task(), network: network)
    let clean = try behavior("badnets", ("poison_rate", 0))
    #expect(try clean.update(task(), network: network) == honest)
  }

  @Test func `the attacker's own training changes its update`() throws {
    let longer = try behavior("badnets", ("training", ["local_epochs": 5]))
    let update = try longer.update(task(), network: network)
    #expect(try behavior("badnets").update(task(), network: network) != update)
  }

  @Test func `model replacement is BadNets times the scale`() throws {
    let plain = try behavior("badnets").update(task(), network: network)
    for (scale, factor) in [(1, 1), (2.5, 2.5), ("exact", 160 / (0.5 * 32))]
      as [(OptionValue, Double)]
    {
      let scaled = try behavior("model-replacement", ("scale", scale))
        .update(task(), network: network)
      #expect(scaled.update == plain.update.map { Float(Double($0) * factor) })
    }
  }

  @Test func `colluders divide the scale between them`() throws {
    let plain = try behavior("badnets").update(task(), network: network)
    // Of the colluders only 5 and 8 were sampled; they have 32 and 64 of 160 samples.
    let scaled = try behavior("model-replacement", malicious: [2, 5, 8])
      .update(task(), network: network)
    #expect(scaled.update == plain.update.map { Float(Double($0) * (160 / (0.5 * 96))) })
  }

  @Test func `the same images are poisoned in every round`() throws {
    // A round's stream decides the order of training; with one batch in the images' order, what
    // differs between rounds could only be the choice of poisoned images.
    let fixed: (String, OptionValue) = ("training", ["shuffle": false])
    let attacker = try behavior("badnets", fixed)
    let first = try attacker.update(task(round: 1), network: network)
    #expect(try attacker.update(task(round: 2), network: network).update == first.update)
    let other = try behavior("badnets", fixed, malicious: [5, 6])
      .update(task(client: 6), network: network)
    #expect(other.update != first.update, "each attacker chooses its own")
  }
}
