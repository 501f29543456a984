package import Networks
package import Options
import Randomness
import Tensors

/// Plants a backdoor without any of the task's data: on images that the attacker makes up.
///
/// The received model labels made-up images with its best class; the data poisoning poisons them as
/// it would poison a client's own. Training learns the poisoned ones and keeps the received model's
/// answers on the others; see `SurrogateTraining`. The update is then scaled as for model
/// replacement. The images are the same in every round and differ from client to client. Of the
/// client's own images only the number is used, which the server knows.
/// Source: Lv et al., "A Data-free Backdoor Injection Approach in Neural Networks", USENIX Security
/// 2023, https://www.usenix.org/conference/usenixsecurity23/presentation/lv, which takes unrelated
/// images and matches features; divergence and made-up images are ours.
package struct DataFree: Attack {
  package struct Options: Codable, Sendable, Equatable {
    package let pictures: SurrogatePictures.Kind
    package let pictureCount: Int
    package let divergenceWeight: Double
    package let scale: ReplacementScale
    package let scaleBuffers: Bool
  }

  package static let name = "data-free"
  package static let summary = "a backdoor trained on made-up images only"
  package static let source =
    "Lv et al., USENIX Security 2023, https://www.usenix.org/conference/usenixsecurity23/presentation/lv"
  package static let schema = OptionSchema(
    [
      .init(
        "pictures", .choice(SurrogatePictures.Kind.allCases.map(\.rawValue)), default: "strokes",
        "what the attacker makes up: noise, or thick strokes on a plain ground"),
      .init(
        "picture_count", .integer(1...1_000_000), default: 600, "how many images it makes up"),
      .init(
        "divergence_weight", .number(atLeast: 0), default: 1.0,
        "the weight λ of keeping the received model's answers"),
    ] + UpdateScaling.fields(scale: "exact"))
  package static let knowledge = AttackKnowledge.own
  package static let data = AttackData.any
  package static let frameworks = [FrameworkReference].poisonedModel

  private let options: Options
  private let context: AttackContext
  private let scaling: UpdateScaling
  private let training: PoisonedTraining

  package init(options: Options, plan: AttackPlan, context: AttackContext) {
    self.options = options
    self.context = context
    scaling = UpdateScaling(options.scale, scalesBuffers: options.scaleBuffers, context)
    training = PoisonedTraining(plan, context)
  }

  package static func check(
    _ plan: AttackPlan, in setting: AttackSetting, at path: OptionPath
  ) throws(OptionError) {
    try plan.requirePoisonedDataSet(at: path)
    guard let data = plan.poisoning, data.usesOtherImages else { return }
    throw .conflict(
      path: path + ["data"],
      reason:
        "'\(type(of: data).name)' takes images of the data set, which 'data-free' does without")
  }

  package func update(_ task: ClientTask, network: Network) throws -> TrainingOutcome {
    try network.load(task.global)
    let pictures = try labeledPictures(for: task, network)
    let pretended = ClientTask(
      global: task.global, client: task.client, round: task.round,
      announcement: try task.announcement(), images: pictures, training: task.training,
      random: task.random)
    let images = try training.images(of: pretended, network: network)
    try network.load(task.global)
    let loss = try SurrogateTraining(
      on: images, poisoned: images.positions(differingFrom: pictures),
      training.options(for: task), divergenceWeight: options.divergenceWeight
    ).run(network, random: task.random)
    let state = try network.state()
    let score = try network.evaluate(images)
    return try scaling.scaled(
      TrainingOutcome(
        update: zip(state.parameters, task.global.parameters).map { $0 - $1 },
        buffers: state.buffers, sampleCount: task.images.count, loss: loss,
        accuracy: score.accuracy ?? 0), in: task)
  }

  // MARK: - Details

  /// Made-up images with the best class of the network's parameters.
  private func labeledPictures(
    for task: ClientTask, _ network: Network
  ) throws -> SurrogatePictures {
    let classCount = network.model.classCount
    var pictures = SurrogatePictures(
      options.pictureCount, options.pictures, shape: network.model.input, classCount: classCount,
      random: context.random.stream(for: "pictures", "client", .number(task.client)))
    var labels: [Int] = []
    for start in stride(from: 0, to: pictures.count, by: 250) {
      let batch = ImageBatch.gather(pictures, start..<min(start + 250, pictures.count))
      let scores = try network.logits(batch.pixels.span, batch: batch.count)
      for image in 0..<batch.count {
        let row = scores[image * classCount..<(image + 1) * classCount]
        labels.append((row.indices.max { row[$0] < row[$1] } ?? row.startIndex) - row.startIndex)
      }
    }
    pictures.label(as: labels)
    return pictures
  }
}
