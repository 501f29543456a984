import Kernels
package import Networks
package import Options
import Tensors

/// Trains until the backdoor is learned, then scales the update to the largest norm that passes.
///
/// Training ends after the epoch in which the mean loss on the poisoned images falls below a
/// threshold, or after all epochs. With `X` the trained model, `w + γ (X − w)` is submitted where
/// `γ = S / ‖X − w‖` and `S` is the norm that the attacker believes to pass; `γ` may be below 1. The
/// poisoned images are those that differ from the client's own, all of them if none does.
/// Source: Bagdasaryan et al., "How To Backdoor Federated Learning", AISTATS 2020,
/// arXiv:1807.00459, section 3.4.
package struct TrainAndScale: Attack {
  package struct Options: Codable, Sendable, Equatable {
    package let bound: Double
    package let lossThreshold: Double
  }

  package static let name = "train-and-scale"
  package static let summary = "poisoned training until it works, scaled to a norm that passes"
  package static let source = "Bagdasaryan et al., AISTATS 2020, https://arxiv.org/abs/1807.00459"
  package static let schema = OptionSchema([
    .required("bound", .number(above: 0), "the norm of the submitted update"),
    .init(
      "loss_threshold", .number(atLeast: 0), default: 1e-4,
      "training ends when the mean loss on poisoned images is below this, in nats"),
  ])
  package static let knowledge = AttackKnowledge.own
  package static let data = AttackData.any
  package static let frameworks = [FrameworkReference].poisonedModel

  private let options: Options
  private let training: PoisonedTraining

  package init(options: Options, plan: AttackPlan, context: AttackContext) {
    self.options = options
    training = PoisonedTraining(plan, context)
  }

  package static func check(
    _ plan: AttackPlan, in setting: AttackSetting, at path: OptionPath
  ) throws(OptionError) {
    try plan.requirePoisonedDataSet(at: path)
  }

  package func update(_ task: ClientTask, network: Network) throws -> TrainingOutcome {
    let images = try training.images(of: task, network: network)
    let poisoned = images.positions(differingFrom: task.images)
    var hooks = LossThreshold(
      images: poisoned.isEmpty ? images : ImageSubset(images, indices: poisoned),
      threshold: options.lossThreshold)
    var outcome = try LocalTraining(training.options(for: task)).run(
      network, from: task.global, on: images, random: task.random, hooks: &hooks)
    outcome.update = Self.rescaled(outcome.update, to: options.bound)
    return outcome
  }

  /// An update of the same direction with the norm `bound`; one of zeros stays as it is.
  package static func rescaled(_ update: [Float], to bound: Double) -> [Float] {
    let norm = Reductions.norm(update.span)
    return norm > 0 ? ModelReplacement.scaled(update, by: bound / norm) : update
  }
}

/// Ends training when some images are learned.
struct LossThreshold: TrainingHooks {
  let changesImages = false
  let images: any LabeledImages
  /// In nats.
  let threshold: Double

  func endsTraining(of network: Network, afterEpoch epoch: Int) throws -> Bool {
    guard let loss = try network.evaluate(images).meanLoss else { return false }
    return loss < threshold
  }
}
