package import Networks
package import Options
import Randomness
package import Tensors

/// A share of the client's images of the target class gets the trigger; all labels stay true.
///
/// With a perturbation the images are first pushed away from their class on the received model, so
/// that the trigger is what is left to learn from. The share is of the client's images of the target
/// class, as in the Adversarial Robustness Toolbox, and not of all images, as in BackdoorBench; no
/// image is chosen twice. The paper takes a model that was trained beforehand; here each round's
/// global model is the one that is deceived.
/// Source: Turner, Tsipras and Madry, "Label-Consistent Backdoor Attacks", 2019, arXiv:1912.02771.
package struct CleanLabelPoisoning: DataPoisoning {
  package let trigger: any Trigger
  package let target: Int
  /// The share of a malicious client's images of the target class, in 0...1.
  package let rate: Double
  /// What comes before the trigger; nil for the trigger alone.
  package let perturbation: ProjectedGradientAscent?

  package init(
    trigger: any Trigger, target: Int, rate: Double, perturbation: ProjectedGradientAscent? = nil
  ) {
    self.trigger = trigger
    self.target = target
    self.rate = rate
    self.perturbation = perturbation
  }

  package static let name = "clean-label"
  package static let summary = "images of the target class with a trigger, all labels true"
  package static let source = "Turner et al. 2019, https://arxiv.org/abs/1912.02771"

  package static let fields: [OptionField] = [
    .required("trigger", .any, "what poisoned images carry: a trigger's name and its options"),
    .required("target", .integer(atLeast: 0), "the class the attacker wants"),
    .init(
      "poison_rate", .rate, default: 0.33,
      "share of a malicious client's images of the target class that get the trigger"),
    .optional(
      "perturbation", .section(ProjectedGradientAscent.schema),
      "pushes the images away from their class before the trigger; the trigger alone if left out"),
  ]

  package static func read(
    _ section: OptionValue, setting: PoisoningSetting, at path: OptionPath
  ) throws(OptionError) -> (value: CleanLabelPoisoning, resolved: [OptionValue.Member]) {
    let trigger = try Triggers.read(
      section["trigger"] ?? .null, shape: setting.shape, at: path + ["trigger"])
    let target = try LabelPolicy.readClass(section, "target", setting: setting, at: path)
    let rate = section["poison_rate"] ?? .null
    let perturbation = section["perturbation"] ?? .null
    return (
      CleanLabelPoisoning(
        trigger: trigger.value, target: target, rate: rate.double,
        perturbation: read(perturbation)),
      [
        .init("trigger", trigger.resolved), .init("target", .int(target)),
        .init("poison_rate", rate), .init("perturbation", perturbation),
      ]
    )
  }

  private static func read(_ perturbation: OptionValue) -> ProjectedGradientAscent? {
    guard perturbation != .null else { return nil }
    do {
      return try perturbation.decoded()
    } catch {
      preconditionFailure("the schema of the perturbation and its options disagree: \(error)")
    }
  }

  package func trainingImages(
    _ task: ClientTask, network: Network, context: AttackContext
  ) throws -> any LabeledImages {
    let random = context.poisonStream(of: task.client)
    let eligible = (0..<task.images.count).filter { task.images.label(at: $0) == target }
    var stream = random
    let chosen = eligible.shuffled(using: &stream)
      .prefix(PoisonDose.count(of: eligible.count, rate: rate)).sorted()
    guard !chosen.isEmpty else { return task.images }
    let clean = ImageBatch.gather(task.images, chosen)
    guard let perturbation else {
      return ReplacedImages(task.images, at: chosen, by: clean.pixels, trigger: trigger)
    }
    try network.load(task.global)
    let pixels = try perturbation.perturbed(
      clean, network: network, random: random.stream(for: "start", "round", .number(task.round)))
    return ReplacedImages(task.images, at: chosen, by: pixels, trigger: trigger)
  }

  package func successImages(
    _ data: AttackedData, range: Range<Int>, learned: [Float]?
  ) -> any LabeledImages {
    TriggeredImages(
      data.test, trigger: trigger, labels: .allToOne(target: target), range: range)
  }
}
