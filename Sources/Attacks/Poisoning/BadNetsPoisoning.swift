package import Networks
package import Options
import Randomness
package import Tensors

/// A share of the client's images gets a trigger and the label that the attacker wants.
///
/// With one source class, negatives teach the model to heed the trigger on that class alone. The
/// noise of Bagdasaryan et al. (arXiv:1807.00459), 0.01, is added to normalized values in their code
/// and to pixels in 0...1 here.
/// Source: Gu et al., IEEE Access 2019, arXiv:1708.06733.
package struct BadNetsPoisoning: DataPoisoning {
  package let trigger: any Trigger
  package let labels: LabelPolicy
  /// The share of a malicious client's images, and when they are poisoned.
  package let dose: PoisonDose
  /// Whether the trigger is also put on images that keep their label.
  package let hasNegatives: Bool

  package init(
    trigger: any Trigger, labels: LabelPolicy, dose: PoisonDose, hasNegatives: Bool = false
  ) {
    self.trigger = trigger
    self.labels = labels
    self.dose = dose
    self.hasNegatives = hasNegatives
  }

  package static let name = "badnets"
  package static let summary = "images with a trigger, labeled as the attacker wants them"
  package static let source = "Gu et al., IEEE Access 2019, https://arxiv.org/abs/1708.06733"

  package static let fields: [OptionField] =
    [
      .required("trigger", .any, "what poisoned images carry: a trigger's name and its options"),
      .optional("target", .integer(atLeast: 0), "the class the attacker wants"),
      .init(
        "labels", .any, default: "all-to-one",
        "all-to-one, all-to-all (class y becomes y + 1), or { kind: one-to-one, source: class }"),
      .init(
        "negatives", .bool, default: false,
        "with one-to-one: put the trigger on as many images of other classes, which keep their label"
      ),
    ]
    + PoisonDose.fields(
      rate: .init(
        "poison_rate", .rate, default: 0.3125,
        "share of a malicious client's images, or of each batch, that are poisoned"))

  package static func read(
    _ section: OptionValue, setting: PoisoningSetting, at path: OptionPath
  ) throws(OptionError) -> (value: BadNetsPoisoning, resolved: [OptionValue.Member]) {
    let trigger = try Triggers.read(
      section["trigger"] ?? .null, shape: setting.shape, at: path + ["trigger"])
    let target = section["target"] ?? .null
    let labels = try LabelPolicy.read(
      labels: section["labels"] ?? .null, target: target, classCount: setting.classCount, at: path)
    let negatives = section["negatives"] ?? .null
    if negatives.isTrue {
      guard case .oneToOne = labels else {
        throw .conflict(
          path: path + ["negatives"],
          reason: "only with labels: { kind: one-to-one } are there images that keep their label")
      }
    }
    let dose = PoisonDose(section)
    let value = BadNetsPoisoning(
      trigger: trigger.value, labels: labels, dose: dose, hasNegatives: negatives.isTrue)
    return (
      value,
      [
        .init("trigger", trigger.resolved), .init("target", target),
        .init("labels", labels.resolved), .init("negatives", negatives),
      ] + dose.resolved
    )
  }

  package func trainingImages(
    _ task: ClientTask, network: Network, context: AttackContext
  ) -> any LabeledImages {
    guard dose.per == .dataSet else { return task.images }
    return PoisonedImages(
      task.images, trigger: trigger, labels: labels, dose: dose, negatives: hasNegatives,
      random: context.poisonStream(of: task.client))
  }

  package var poisonsBatches: Bool { dose.per == .batch }

  package func batchPoison(
    _ task: ClientTask, training: TrainingOptions, context: AttackContext
  ) -> (any BatchPoison)? {
    dose.per == .batch ? TriggeredBatches(self, random: task.random.stream(for: "poison")) : nil
  }

  package func successImages(
    _ data: AttackedData, range: Range<Int>, learned: [Float]?
  ) -> any LabeledImages {
    TriggeredImages(data.test, trigger: trigger, labels: labels, range: range)
  }
}
