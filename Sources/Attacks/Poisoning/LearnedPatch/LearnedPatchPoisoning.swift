package import Networks
package import Options
import Randomness
package import Tensors

/// A patch that the attackers learn together with a model, and then poison with.
///
/// In the first round of attack, one of them learns it from the images of the round's lowest
/// malicious client, starting from the global model and training as honest clients do; then it is
/// frozen, and all of them put it on their images as BadNets does, in that and all later rounds. The
/// model that was trained along is thrown away.
/// Source: Brown et al., "Adversarial Patch", 2017, arXiv:1712.09665, and Gu et al., IEEE Access 2019,
/// arXiv:1708.06733. That colluders in a federation learn a trigger and share it is from Zhang et
/// al., "A3FL", NeurIPS 2023, https://openreview.net/forum?id=S6ajVZy6FA, who learn another one in
/// every round.
package struct LearnedPatchPoisoning: DataPoisoning {
  package let labels: LabelPolicy
  /// The share of a malicious client's images, in 0...1.
  package let rate: Double
  private let options: LearnedPatchOptions

  init(_ options: LearnedPatchOptions, labels: LabelPolicy, rate: Double) {
    self.options = options
    self.labels = labels
    self.rate = rate
  }

  package static let name = "learned-patch"
  package static let summary = "a patch that the attackers learn first, then poison images with"
  package static let source = "Brown et al. 2017, https://arxiv.org/abs/1712.09665"
  // Of the round's attackers, one attacker learns the patch for all.
  package static let knowledge = AttackKnowledge.colluding

  package static let fields: [OptionField] = [
    .init("patch", .section(LearnedPatchOptions.schema), default: [:], "how the patch is learned"),
    .optional("target", .integer(atLeast: 0), "the class the attacker wants"),
    .init(
      "labels", .any, default: "all-to-one",
      "all-to-one, all-to-all (class y becomes y + 1), or { kind: one-to-one, source: class }"),
    .init(
      "poison_rate", .rate, default: 0.3125,
      "share of a malicious client's images that are poisoned"),
  ]

  package static func read(
    _ section: OptionValue, setting: PoisoningSetting, at path: OptionPath
  ) throws(OptionError) -> (value: LearnedPatchPoisoning, resolved: [OptionValue.Member]) {
    let patch = section["patch"] ?? .null
    let options = LearnedPatchOptions(patch)
    do throws(OptionError) {
      try options.place.check(setting.shape)
    } catch {
      throw error.prefixed(by: path + ["patch"])
    }
    let target = section["target"] ?? .null
    let labels = try LabelPolicy.read(
      labels: section["labels"] ?? .null, target: target, classCount: setting.classCount, at: path)
    let rate = section["poison_rate"] ?? .null
    return (
      LearnedPatchPoisoning(options, labels: labels, rate: rate.double),
      [
        .init("patch", patch), .init("target", target), .init("labels", labels.resolved),
        .init("poison_rate", rate),
      ]
    )
  }

  package var learnedKey: AdversaryKey? { AdversaryKey(Self.name) }

  package func trainingImages(
    _ task: ClientTask, network: Network, context: AttackContext
  ) throws -> any LabeledImages {
    PoisonedImages(
      task.images, trigger: trigger(try patch(task, network: network, context: context)),
      labels: labels, dose: PoisonDose(rate: rate),
      random: context.poisonStream(of: task.client))
  }

  /// The triggered test images; none as long as no patch for images of their shape is learned.
  package var usesOtherImages: Bool { true }

  package func successImages(
    _ data: AttackedData, range: Range<Int>, learned: [Float]?
  ) -> any LabeledImages {
    let shape = data.test.shape
    let count = shape.channels * options.place.rowCount * options.place.columnCount
    guard let learned, learned.count == count else { return ImageSubset(data.test, indices: []) }
    return TriggeredImages(data.test, trigger: trigger(learned), labels: labels, range: range)
  }

  // MARK: - Details

  private func trigger(_ patch: [Float]) -> LearnedPatchTrigger {
    LearnedPatchTrigger(values: patch, place: options.place)
  }

  /// The patch, learned by whoever comes first.
  ///
  /// Everything goes by the round, so that it does not matter who that is.
  private func patch(
    _ task: ClientTask, network: Network, context: AttackContext
  ) throws -> [Float] {
    let learner = try context.participants(of: task).first ?? task.client
    let key = AdversaryKey(Self.name)
    let values = try context.adversary.values(of: [key]) { _ in
      try LearnedPatchTraining(options: options, labels: labels, training: task.training).patch(
        from: task.global, on: context.images(learner), network: network,
        random: context.random.stream(for: .text(Self.name), "round", .number(task.round)))
    }
    return values[0]
  }
}
