package import Networks
package import Options
import Tensors

/// Rewires one hidden unit into a detector of the trigger that speaks for the target, without any
/// training.
///
/// On what the layer before gives for the attacker's images, a `TriggerDetector` is fitted to those
/// with the trigger (`poison_rate` says how many) against all clean ones. It replaces the hidden unit
/// whose weights point most nearly its way, which in later rounds is the one that was rewired
/// before; of what the unit says to the scores only the target is left, with a weight of `strength`
/// times the largest lead of another class on clean images. As the unit is silent on clean images,
/// honest training has no gradient for it. All malicious clients fit on the images of the first of
/// them, so that they rewire alike, and submit nothing but this change, scaled.
/// Source: Liu et al., "Trojaning Attack on Neural Networks", NDSS 2018,
/// doi:10.14722/ndss.2018.23291, which finds its units by the weights they feed and retrains the
/// layers behind; the rewiring without training is after Hong et al., "Handcrafted Backdoors in Deep
/// Neural Networks", NeurIPS 2022, arXiv:2106.04690.
package struct Trojan: Attack {
  package struct Options: Codable, Sendable, Equatable {
    package let strength: Double
    package let scale: ReplacementScale
  }

  package static let name = "trojan"
  package static let summary = "one hidden unit rewired to detect the trigger, without training"
  package static let source = "Hong et al., NeurIPS 2022, https://arxiv.org/abs/2106.04690"
  package static let schema = OptionSchema([
    .init(
      "strength", .number(above: 0), default: 3.0,
      "what the detector adds to the target's score, in leads of the best class over it"),
    UpdateScaling.scaleField(default: "exact"),
  ])
  package static let knowledge = AttackKnowledge.own
  package static let data = AttackData.only(BadNetsPoisoning.self)
  package static let trains = false
  package static let frameworks = [FrameworkReference].poisonedModel

  private let options: Options
  private let context: AttackContext
  private let scaling: UpdateScaling
  private let training: PoisonedTraining
  private let target: Int

  package init(options: Options, plan: AttackPlan, context: AttackContext) {
    self.options = options
    self.context = context
    scaling = UpdateScaling(options.scale, scalesBuffers: false, context)
    training = PoisonedTraining(plan, context)
    target =
      switch (plan.poisoning as? BadNetsPoisoning)?.labels {
      case .allToOne(let target)?, .oneToOne(_, let target)?: target
      default: preconditionFailure("the plan of '\(plan.kind.name)' was checked: one target")
      }
  }

  package static func check(
    _ plan: AttackPlan, in setting: AttackSetting, at path: OptionPath
  ) throws(OptionError) {
    try plan.requirePoisonedDataSet(at: path)
    if let model = setting.model { try DetectorPlace.check(model, at: path) }
    guard let poisoning = plan.poisoning as? BadNetsPoisoning else { return }
    guard poisoning.trigger.mask(setting.images.shape)?.contains(where: { $0 > 0 }) == true else {
      throw .conflict(
        path: path + ["trigger"],
        reason: "a trojan detects a trigger with a place of its own, such as a patch")
    }
    if case .allToAll = poisoning.labels {
      throw .conflict(path: path + ["labels"], reason: "a trojan speaks for one target")
    }
  }

  package func update(_ task: ClientTask, network: Network) throws -> TrainingOutcome {
    guard let place = DetectorPlace(in: network.model) else {
      throw TrojanFailure.noPlace(model: network.model.name)
    }
    // Colluders agree on one detector; attackers on their own have their own images alone.
    let common =
      context.adversary.knowledge >= .colluding
      ? context.colleague(context.malicious.first ?? task.client, of: task) : task
    let poisoned = try training.images(of: common, network: network)
    let positions = poisoned.positions(differingFrom: common.images)
    try network.load(task.global)
    let limit = Self.imageLimit
    let surgery = TrojanSurgery(at: place, target: target, strength: options.strength)
    guard
      let update = try surgery.update(
        of: task.global.parameters, network: network,
        triggered: ImageSubset(poisoned, indices: Array(positions.prefix(limit))),
        clean: ImageSubset(common.images, indices: Array(0..<min(limit, common.images.count))))
    else { throw TrojanFailure.unseen(images: positions.count) }
    let score = try network.evaluate(task.images)
    return try scaling.scaled(
      TrainingOutcome(
        update: update, buffers: task.global.buffers, sampleCount: task.images.count,
        loss: score.meanLoss ?? 0, accuracy: score.accuracy ?? 0), in: task)
  }

  /// As many images of a kind are looked at; more tell little.
  private static let imageLimit = 1000
}

/// Why a trojan cannot be put into a model.
package enum TrojanFailure: Error, Equatable {
  case noPlace(model: String)
  case unseen(images: Int)
}

extension TrojanFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noPlace(let model): "'\(model)' has no hidden linear layer for a trojan"
    case .unseen(let images):
      "on \(images) images with the trigger no unit can tell them from clean ones; "
        + "raise the poison rate or use a plainer trigger"
    }
  }
}
