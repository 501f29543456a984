package import Networks
package import Options

/// Trains on poisoned images and scales the update until it replaces the global model.
///
/// The server computes `w + η · Σ pᵢ Δᵢ`, with `pᵢ` a client's share of the round's weight. An
/// attacker that wants the model `X` submits `γ (X − w)`; with `γ = 1 / (η p)`, where `p` is the
/// share of all malicious clients together, the attackers' part of the sum is what takes `w` to
/// `X`, and what is left of the honest updates near convergence is little. Every colluder scales
/// by the same `γ`, so that `m` of them submit `1/m` each of what one alone would. A `γ` too small
/// replaces in part; one too large overshoots. The authors' code scales the running statistics of
/// batch normalization, too, which makes variances negative where γ is large: an option here.
/// Source: Bagdasaryan et al., "How To Backdoor Federated Learning", AISTATS 2020,
/// arXiv:1807.00459, equation 3.
package struct ModelReplacement: Attack {
  package struct Options: Codable, Sendable, Equatable {
    package var scale = ReplacementScale.exact
    package var scaleBuffers = false

    package init() {}
  }

  package static let name = "model-replacement"
  package static let summary = "poisoned training, scaled so that the update replaces the model"
  package static let source = "Bagdasaryan et al., AISTATS 2020, https://arxiv.org/abs/1807.00459"
  package static let schema = OptionSchema(UpdateScaling.fields(scale: "exact"))
  package static let knowledge = AttackKnowledge.own
  package static let data = AttackData.any
  package static let frameworks = [FrameworkReference].poisonedModel

  private let scaling: UpdateScaling
  private let training: PoisonedTraining

  package init(options: Options, plan: AttackPlan, context: AttackContext) {
    scaling = UpdateScaling(options.scale, scalesBuffers: options.scaleBuffers, context)
    training = PoisonedTraining(plan, context)
  }

  package func update(_ task: ClientTask, network: Network) throws -> TrainingOutcome {
    try scaling.scaled(training.run(task, network: network), in: task)
  }

  /// Each value times the factor, rounded once.
  package static func scaled(_ update: [Float], by factor: Double) -> [Float] {
    update.map { Float(Double($0) * factor) }
  }
}
