import Attacks
import Kernels
import Networks
import Options
import Randomness
import Tensors
import TestSupport
import Testing

/// One client's attack on a small model, on either backend.
///
/// Images of 8 × 8 pixels with noise, brighter in the row of their class; two of three participants
/// are malicious.
struct AttackTrial {
  static let shape = ImageShape(channels: 1, height: 8, width: 8)
  static let root = RandomStream(seed: 21)
  static let images = AttackTrial.images(60, seed: 1)
  static let training = TrainingOptions(
    localEpochs: 2, batchSize: 10, optimizer: OptimizerOptions(learningRate: 0.1, momentum: 0.9))

  let network: Network
  let global: ModelState

  init(_ backend: BackendName = .portable, layers: [Layer]? = nil) throws {
    let model = try Model(
      name: "small", input: Self.shape, classCount: 4,
      layers: layers ?? [
        .convolution(channels: 5, kernel: 3), .relu, .maxPooling(kernel: 2), .flatten,
        .linear(outputs: 12), .relu, .linear(outputs: 4),
      ])
    network = try Network(
      model, backend: Backends.make(backend), normalization: .identity(channels: 1))
    global = ModelState(
      parameters: model.initialParameters(using: Self.root.stream(for: "model")),
      buffers: model.initialBuffers())
  }

  static func images(_ count: Int, seed: UInt64) -> ImageList {
    var random = RandomStream(seed: seed)
    let labels = (0..<count).map { $0 % 4 }
    let images = labels.map { label in
      (0..<shape.count).map { place in
        Float(0.3 * random.uniform() + (place / 16 == label ? 0.5 : 0))
      }
    }
    return ImageList(images, labels: labels, shape: shape, classCount: 4)
  }

  func task(
    _ images: any LabeledImages = Self.images, global: ModelState? = nil, client: Int = 5
  ) -> ClientTask {
    ClientTask(
      global: global ?? self.global, client: client, round: 2,
      announcement: RoundAnnouncement(
        round: 2, participants: [1, 5, 8], participantSamples: [60, 60, 60], weighting: .samples,
        serverLearningRate: 1),
      images: images, training: Self.training, random: Self.root.stream(for: "task"))
  }

  /// The plan of an attack with a patch and the target 2.
  func plan(_ name: String, _ changes: [String: OptionValue] = [:]) throws -> AttackPlan {
    var section = AttackSamples.section(try AttackCatalog.find(name, at: []))
    section["clients"] = [5, 8]
    section["trigger"] = ["name": "patch", "size": 2]
    for (key, value) in changes { section[key] = value }
    return try AttackPlan.read(
      section,
      setting: AttackSetting(
        clientCount: 10,
        images: PoisoningSetting(dataset: "rows", shape: Self.shape, classCount: 4),
        training: Self.training, model: network.model))
  }

  /// What client 5 submits.
  func submitted(
    _ name: String, _ changes: [String: OptionValue] = [:], task: ClientTask? = nil,
    knowledge: AttackKnowledge = .own
  ) throws -> TrainingOutcome {
    let context = AttackContext(
      malicious: [5, 8], random: Self.root, adversary: LoneAdversary(knowledge)
    ) { _ in Self.images }
    return try plan(name, changes).behavior(context).update(
      task ?? self.task(), network: network)
  }

  /// The share of fresh images with the trigger that a model answers with 2, and of clean ones that
  /// it answers as before.
  func success(of update: [Float], _ plan: AttackPlan) throws -> (attack: Double, same: Double) {
    let fresh = Self.images(80, seed: 7)
    let poisoning = try #require(plan.poisoning)
    let triggered = poisoning.successImages(
      AttackedData(train: fresh, test: fresh), range: 0..<80, learned: nil)
    try network.load(global)
    let before = try classes(of: fresh)
    try network.load(zip(global.parameters, update).map { $0 + $1 })
    let same = zip(try classes(of: fresh), before).filter { $0 == $1 }.count
    return (try network.evaluate(triggered).accuracy ?? 0, Double(same) / 80)
  }

  private func classes(of images: ImageList) throws -> [Int] {
    try images.images.map { pixels in
      let scores = try network.logits(pixels.span, batch: 1)
      return scores.indices.max { scores[$0] < scores[$1] } ?? 0
    }
  }
}
