import Attacks
import Datasets
import Kernels
import Networks
import Options
import Randomness
import Tensors

/// Synthetic digits, a small model and central training, to see whether a poison works.
struct BackdoorLab {
  let train: any LabeledImages
  let test: any LabeledImages
  let network: Network
  let random = RandomStream(seed: 4)
  private let training = TrainingOptions(
    localEpochs: 10, batchSize: 20, optimizer: OptimizerOptions(learningRate: 0.05))

  init() throws {
    let dataset = try Glyphs(options: DatasetOptions(trainLimit: 800, testLimit: 400))
      .load(random: RandomStream(seed: 4))
    (train, test) = (dataset.train, dataset.test)
    let model = try Models.make(
      "mlp", options: ["hidden": [64]], input: Glyphs.imageShape, classCount: 10)
    network = try Network(
      model, backend: Backends.make(), normalization: dataset.normalization)
  }

  var setting: PoisoningSetting {
    PoisoningSetting(dataset: "glyphs", shape: Glyphs.imageShape, classCount: 10)
  }
  var attacked: AttackedData { AttackedData(train: train, test: test) }

  /// The task of the only client in round 1.
  var task: ClientTask { task(from: initial) }

  /// The task of a client that is alone in round 1, with all training images or some.
  func task(
    from state: ModelState, client: Int = 0, images: (any LabeledImages)? = nil
  ) -> ClientTask {
    let images = images ?? train
    let announcement = RoundAnnouncement(
      round: 1, participants: [client], participantSamples: [images.count], weighting: .samples,
      serverLearningRate: 1)
    return ClientTask(
      global: state, client: client, round: 1, announcement: announcement, images: images,
      training: training, random: random.stream(for: "client"))
  }

  func context(_ adversary: LoneAdversary = LoneAdversary()) -> AttackContext {
    let train = train
    return AttackContext(malicious: [0], random: random, adversary: adversary) { _ in train }
  }

  var initial: ModelState {
    ModelState(parameters: network.model.initialParameters(using: random.stream(for: "model")))
  }

  /// What a model becomes.
  func train(
    on images: any LabeledImages, from state: ModelState? = nil, _ training: TrainingOptions? = nil
  ) throws -> ModelState {
    _ = try LocalTraining(training ?? self.training).run(
      network, from: state ?? initial, on: images, random: random.stream(for: "training"))
    return try network.state()
  }

  /// The share of images that a model labels as they are labeled; 0 without images.
  func accuracy(_ state: ModelState, _ images: any LabeledImages) throws -> Double {
    try network.load(state)
    return try network.evaluate(images).accuracy ?? 0
  }
}
