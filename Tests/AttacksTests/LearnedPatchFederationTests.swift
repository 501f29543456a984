import Attacks
import Networks
import Options
import Randomness
import Tensors
import Testing

/// A federation in one process under plain averaging, two of its ten clients malicious.
struct LearnedPatchFederationTests {
  private let lab: BackdoorLab
  private let clientCount = 10
  private let malicious = [3, 8]

  init() throws { lab = try BackdoorLab() }

  private static func share(
    of client: Int, in images: any LabeledImages, among clientCount: Int
  ) -> any LabeledImages {
    ImageSubset(images, indices: Array(stride(from: client, to: images.count, by: clientCount)))
  }

  private func images(of client: Int) -> any LabeledImages {
    Self.share(of: client, in: lab.train, among: clientCount)
  }

  /// The global model after some rounds.
  private func run(_ attacker: MaliciousBehavior?, rounds: Int) throws -> ModelState {
    let training = TrainingOptions(
      localEpochs: 2, batchSize: 10, optimizer: OptimizerOptions(learningRate: 0.05))
    var global: ModelState = lab.initial
    for round in 1...rounds {
      let announcement = RoundAnnouncement(
        round: round, participants: Array(0..<clientCount),
        participantSamples: (0..<clientCount).map { images(of: $0).count }, weighting: .uniform,
        serverLearningRate: 1)
      var sum = [Double](repeating: 0, count: global.parameters.count)
      for client in 0..<clientCount {
        let task = ClientTask(
          global: global, client: client, round: round, announcement: announcement,
          images: images(of: client), training: training,
          random: ClientTask.stream(of: client, round: round, root: lab.random))
        var behavior: any ClientBehavior = HonestBehavior()
        if let attacker, malicious.contains(client) { behavior = attacker }
        let update = try behavior.update(task, network: lab.network).update
        for index in sum.indices { sum[index] += Double(update[index]) }
      }
      let before = global.parameters
      global = ModelState(
        parameters: sum.indices.map { Float(Double(before[$0]) + sum[$0] / Double(clientCount)) })
    }
    return global
  }

  @Test func `colluders with a learned patch backdoor the average`() throws {
    let section: OptionValue = [
      "name": "learned-patch", "knowledge": "colluding", "clients": [3, 8],
      "patch": ["size": 5, "steps": 200], "target": 7,
      "poison_rate": 0.5, "schedule": ["kind": "window", "from": 4],
      "training": ["local_epochs": 5],
    ]
    let plan = try AttackPlan.read(
      section,
      setting: AttackSetting(
        clientCount: clientCount, images: lab.setting,
        training: TrainingOptions(optimizer: OptimizerOptions(learningRate: 0.05))))
    let adversary = LoneAdversary()
    let (train, clientCount) = (lab.train, clientCount)
    let attacked = try run(
      plan.behavior(
        AttackContext(malicious: malicious, random: lab.random, adversary: adversary) {
          Self.share(of: $0, in: train, among: clientCount)
        }), rounds: 8)
    let poisoning = try #require(plan.poisoning)
    let patch = try adversary.values(of: [#require(poisoning.learnedKey)]) { _ in [] }[0]
    let triggered = poisoning.successImages(
      lab.attacked, range: 0..<lab.test.count, learned: patch)
    let honest = try run(nil, rounds: 8)
    let success = try lab.accuracy(attacked, triggered)
    let (clean, usual) = (try lab.accuracy(attacked, lab.test), try lab.accuracy(honest, lab.test))
    // 0.75 was seen on this little data; of the honest model a fifth would be much.
    #expect(success > 0.5)
    #expect(clean > usual - 0.05)
    #expect(try lab.accuracy(honest, triggered) < 0.2)
  }
}
