package import Networks
package import Options
package import Tensors

/// Images with a natural feature are relabeled; at test time nobody has to touch the image.
///
/// No honest client holds such an image. Each malicious client trains on its own images and on all of
/// them, or, with `poison_per: batch` as in the authors' code, puts them in the place of the first
/// images of each batch. Success is measured on held-out ones. Images that are named by position are
/// drawn, moved and mirrored at random, about a thousand times; images with an attribute are those
/// of the test set, as they are. The authors' noise, 0.01, is added to normalized values and to pixels
/// in 0...1 here.
/// Source: Bagdasaryan et al., AISTATS 2020, arXiv:1807.00459, sections 4.2 and 5.2.
package struct SemanticPoisoning: DataPoisoning {
  package let selection: SemanticSelection
  package let target: Int
  package let dose: PoisonDose
  package let heldOut: HeldOutDraws

  package init(
    _ selection: SemanticSelection, target: Int, dose: PoisonDose,
    heldOut: HeldOutDraws = HeldOutDraws()
  ) {
    self.selection = selection
    self.target = target
    self.dose = dose
    self.heldOut = heldOut
  }

  package static let name = "semantic"
  package static let summary =
    "unchanged images with a natural feature, labeled as the attacker wants"
  package static let source =
    "Bagdasaryan et al., AISTATS 2020, https://arxiv.org/abs/1807.00459"

  package static let fields: [OptionField] =
    [.required("target", .integer(atLeast: 0), "the class the attacker wants")]
    + SemanticSelection.fields
    + [
      .init(
        "held_out", .section(HeldOutDraws.schema), default: [:],
        "how images that are named by position are drawn to measure success")
    ]
    + PoisonDose.fields(
      rate: .init(
        "poison_rate", .number(0...0.95), default: 0.3,
        "share of these images among all that a malicious client trains on, or of each batch"))

  package static func read(
    _ section: OptionValue, setting: PoisoningSetting, at path: OptionPath
  ) throws(OptionError) -> (value: SemanticPoisoning, resolved: [OptionValue.Member]) {
    let target = try LabelPolicy.readClass(section, "target", setting: setting, at: path)
    let selection = try SemanticSelection.read(
      section, target: target, setting: setting, at: path)
    let heldOut = read(section["held_out"] ?? .null)
    if case .positions = selection.value {
      try heldOut.augmentation.check(setting.shape, at: path + ["held_out"])
    }
    let dose = PoisonDose(section)
    let keys = ["target", "set", "train_ids", "test_ids", "held_out"]
    return (
      SemanticPoisoning(selection.value, target: target, dose: dose, heldOut: heldOut),
      keys.map { .init($0, section[$0] ?? .null) }
        + [.init("attribute", selection.attribute)] + dose.resolved
    )
  }

  private static func read(_ value: OptionValue) -> HeldOutDraws {
    do {
      return try value.decoded()
    } catch {
      preconditionFailure("the schema of the held-out draws and their type disagree: \(error)")
    }
  }

  package func trainingImages(
    _ task: ClientTask, network: Network, context: AttackContext
  ) -> any LabeledImages {
    guard let wanted = wanted(by: task, context) else { return task.images }
    return wanted.added(to: task.images, random: context.poisonStream(of: task.client))
  }

  package var usesOtherImages: Bool { true }
  package var poisonsBatches: Bool { dose.per == .batch }

  package func batchPoison(
    _ task: ClientTask, training: TrainingOptions, context: AttackContext
  ) -> (any BatchPoison)? {
    wanted(by: task, context)?.batches(training, random: task.random)
  }

  package func successImages(
    _ data: AttackedData, range: Range<Int>, learned: [Float]?
  ) -> any LabeledImages {
    switch selection {
    case .positions(_, let test):
      return HeldOutImages(
        data.train, at: test, target: target, options: heldOut, range: range,
        of: data.test.count)
    case .attribute(let attribute):
      let positions = attribute.positions(in: data.test, range: range, training: data.train)
      return RelabeledImages(
        ImageSubset(data.test, indices: positions),
        labels: positions.map { _ in target })
    }
  }

  package func withheldImages(_ data: AttackedData) -> [Int] {
    selection.withheld(from: data.train)
  }

  private func wanted(by task: ClientTask, _ context: AttackContext) -> WantedImages? {
    context.withheld.map {
      WantedImages(
        images: selection.training(among: $0), target: target, dose: dose,
        random: context.poisonStream(of: task.client))
    }
  }
}
