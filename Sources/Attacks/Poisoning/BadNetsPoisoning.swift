package import Networks
package import Options
package import Tensors

/// A share of the client's images gets a trigger and the label that the attacker wants.
///
/// Source: Gu et al., IEEE Access 2019, arXiv:1708.06733.
package struct BadNetsPoisoning: DataPoisoning {
  package let trigger: any Trigger
  package let labels: LabelPolicy
  /// The share of a malicious client's images, in 0...1.
  package let rate: Double

  package init(trigger: any Trigger, labels: LabelPolicy, rate: Double) {
    self.trigger = trigger
    self.labels = labels
    self.rate = rate
  }

  package static let name = "badnets"
  package static let summary = "images with a trigger, labeled as the attacker wants them"
  package static let source = "Gu et al., IEEE Access 2019, https://arxiv.org/abs/1708.06733"

  package static let fields: [OptionField] = [
    .required("trigger", .any, "what poisoned images carry: a trigger's name and its options"),
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
  ) throws(OptionError) -> (value: BadNetsPoisoning, resolved: [OptionValue.Member]) {
    let trigger = try Triggers.read(
      section["trigger"] ?? .null, shape: setting.shape, at: path + ["trigger"])
    let target = section["target"] ?? .null
    let labels = try LabelPolicy.read(
      labels: section["labels"] ?? .null, target: target, classCount: setting.classCount, at: path)
    let rate = section["poison_rate"] ?? .null
    let value = BadNetsPoisoning(trigger: trigger.value, labels: labels, rate: rate.double)
    return (
      value,
      [
        .init("trigger", trigger.resolved), .init("target", target),
        .init("labels", labels.resolved), .init("poison_rate", rate),
      ]
    )
  }

  package func trainingImages(
    _ task: ClientTask, network: Network, context: AttackContext
  ) -> any LabeledImages {
    PoisonedImages(
      task.images, trigger: trigger, labels: labels, rate: rate,
      random: context.poisonStream(of: task.client))
  }

  package func successImages(
    _ data: AttackedData, range: Range<Int>, learned: [Float]?
  ) -> any LabeledImages {
    TriggeredImages(data.test, trigger: trigger, labels: labels, range: range)
  }
}
