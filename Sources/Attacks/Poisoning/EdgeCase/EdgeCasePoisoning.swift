package import Networks
package import Options
package import Tensors

/// Images from the tail of their class's distribution are relabeled; honest clients never see such
/// images and so never correct the model there.
///
/// The paper takes the tail from other data sets (Southwest airplanes for CIFAR-10, ARDIS digits for
/// EMNIST) and describes the density by a Gaussian mixture on a model's features; here it is what of
/// the data set itself has a density below the `quantile` under one Gaussian for the class, on
/// averaged pixels. `honest_share` gives the almost-edge cases of the paper: so much of the tail stays
/// with honest clients under true labels, spread evenly over the ranks of its likelihood. Success is
/// measured on the tail of the test set.
/// Source: Wang et al., "Attack of the Tails", NeurIPS 2020, arXiv:2007.05084.
package struct EdgeCasePoisoning: DataPoisoning {
  package let tail: DistributionTail
  package let target: Int
  package let dose: PoisonDose
  /// The share of the tail that honest clients hold, in 0..<1.
  package let honestShare: Double

  package init(
    _ tail: DistributionTail, target: Int, dose: PoisonDose, honestShare: Double = 0
  ) {
    self.tail = tail
    self.target = target
    self.dose = dose
    self.honestShare = honestShare
  }

  package static let name = "edge-case"
  package static let summary = "unlikely images of a class, labeled as the attacker wants"
  package static let source = "Wang et al., NeurIPS 2020, https://arxiv.org/abs/2007.05084"

  package static let fields: [OptionField] =
    [
      .required("source", .integer(atLeast: 0), "the class whose unlikely images are relabeled"),
      .required("target", .integer(atLeast: 0), "the class the attacker wants"),
      .init(
        "quantile", .number(0...1, above: true), default: 0.05,
        "share of the source class's training images that count as unlikely"),
      .init(
        "grid", .integer(1...8), default: 7,
        "images are averaged over grid × grid cells before their likelihood is computed"),
      .init(
        "honest_share", .number(0...0.95), default: 0.0,
        "share of the unlikely training images that stays with honest clients"),
    ]
    + PoisonDose.fields(
      rate: .init(
        "poison_rate", .number(0...0.95), default: 0.3,
        "share of these images among all that a malicious client trains on, or of each batch"))

  package static func read(
    _ section: OptionValue, setting: PoisoningSetting, at path: OptionPath
  ) throws(OptionError) -> (value: EdgeCasePoisoning, resolved: [OptionValue.Member]) {
    let source = try LabelPolicy.readClass(section, "source", setting: setting, at: path)
    let target = try LabelPolicy.readClass(section, "target", setting: setting, at: path)
    guard source != target else {
      throw .conflict(path: path + ["source"], reason: "\(source) is the target already")
    }
    let grid = (section["grid"] ?? .null).whole
    let side = min(setting.shape.height, setting.shape.width)
    guard grid <= side else {
      throw .outOfRange(
        path: path + ["grid"], seen: .int(grid),
        allowed: "at most the \(side) pixels of an image's shorter side")
    }
    let dose = PoisonDose(section)
    let tail = DistributionTail(
      source: source, quantile: (section["quantile"] ?? .null).double, grid: grid)
    let keys = ["source", "target", "quantile", "grid", "honest_share"]
    return (
      EdgeCasePoisoning(
        tail, target: target, dose: dose,
        honestShare: (section["honest_share"] ?? .null).double),
      keys.map { .init($0, section[$0] ?? .null) } + dose.resolved
    )
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
    let positions = tail.positions(in: data.test, range: range, training: data.train).sorted()
    return RelabeledImages(
      ImageSubset(data.test, indices: positions), labels: positions.map { _ in target })
  }

  package func withheldImages(_ data: AttackedData) -> [Int] {
    let positions = tail.positions(in: data.train, training: data.train)
    let staying = { (rank: Int) in PoisonDose.count(of: rank, rate: honestShare) }
    return positions.indices.filter { staying($0 + 1) == staying($0) }
      .map { positions[$0] }.sorted()
  }

  private func wanted(by task: ClientTask, _ context: AttackContext) -> WantedImages? {
    context.withheld.map {
      WantedImages(
        images: $0, target: target, dose: dose, random: context.poisonStream(of: task.client))
    }
  }
}
