package import Networks
package import Options
import Tensors

/// Trains on poisoned images under a loss that also measures how suspicious the model looks, then
/// scales the update.
///
/// The loss is `α L_class + (1 − α) L_ano`; see `AnomalyTerm`. With `α = 1` it is plain model
/// replacement, with `α = 0` the model stays where it was. The reference of `L_ano` is always the
/// received model. The authors' code ships with `α = 1` and multiplies the cosine term by 1000;
/// others have computed that term where no gradient flows from it. A bound on the norm, if given,
/// caps the scale.
/// Source: Bagdasaryan et al., "How To Backdoor Federated Learning", AISTATS 2020,
/// arXiv:1807.00459, section 3.3.
package struct ConstrainAndScale: Attack {
  package struct Options: Codable, Sendable, Equatable {
    package enum Anomaly: String, Codable, Sendable, CaseIterable {
      case euclidean, cosine
    }

    package let alpha: Double
    package let anomaly: Anomaly
    package let cosineScale: Double
    package let scale: ReplacementScale
    package let scaleBuffers: Bool
    package let normBound: Double?
  }

  package static let name = "constrain-and-scale"
  package static let summary = "poisoned training that also keeps the model near the received one"
  package static let source = "Bagdasaryan et al., AISTATS 2020, https://arxiv.org/abs/1807.00459"
  package static let schema = OptionSchema(
    [
      .init(
        "alpha", .rate, default: 0.5,
        "the weight of the classes in the loss; the rest is the anomaly's"),
      .init(
        "anomaly", .choice(Options.Anomaly.allCases.map(\.rawValue)), default: "euclidean",
        "distance from the received model, or one minus the cosine of the scaled model with it"),
      .init(
        "cosine_scale", .number(above: 0), default: 1000.0,
        "the cosine anomaly is multiplied by this"),
    ] + UpdateScaling.fields(scale: "exact") + [UpdateScaling.boundField])
  package static let knowledge = AttackKnowledge.own
  package static let data = AttackData.any
  package static let frameworks = [FrameworkReference].poisonedModel

  private let options: Options
  private let scaling: UpdateScaling
  private let training: PoisonedTraining

  package init(options: Options, plan: AttackPlan, context: AttackContext) {
    self.options = options
    scaling = UpdateScaling(
      options.scale, scalesBuffers: options.scaleBuffers, bound: options.normBound, context)
    training = PoisonedTraining(plan, context)
  }

  package func update(_ task: ClientTask, network: Network) throws -> TrainingOutcome {
    try scaling.scaled(trained(task, network), in: task)
  }

  // MARK: - Details

  private func trained(_ task: ClientTask, _ network: Network) throws -> TrainingOutcome {
    guard options.alpha < 1 else { return try training.run(task, network: network) }
    try network.load(task.global)
    var term = AnomalyTerm(
      options.anomaly == .euclidean ? .euclidean : .cosine(factor: try scaling.factor(in: task)),
      classWeight: options.alpha,
      weight: (1 - options.alpha) * (options.anomaly == .cosine ? options.cosineScale : 1),
      around: network)
    return try training.run(task, network: network, hooks: &term)
  }
}
