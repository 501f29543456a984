package import Networks
package import Options
import Tensors

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
  package static let schema = OptionSchema([
    .init(
      "scale", .oneOf([.number(above: 0), .choice(["exact"])]), default: "exact",
      "the factor γ, or exact: total weight / (server learning rate × weight of the malicious)"),
    .init(
      "scale_buffers", .bool, default: false,
      "whether running means and variances are scaled too, as the authors' code does"),
  ])
  package static let knowledge = AttackKnowledge.own
  package static let data = AttackData.any
  package static let frameworks = [FrameworkReference].poisonedModel

  private let scale: ReplacementScale
  private let scalesBuffers: Bool
  private let malicious: [Int]
  private let training: PoisonedTraining

  package init(options: Options, plan: AttackPlan, context: AttackContext) {
    scale = options.scale
    scalesBuffers = options.scaleBuffers
    malicious = context.malicious
    training = PoisonedTraining(plan, context)
  }

  package func update(_ task: ClientTask, network: Network) throws -> TrainingOutcome {
    var outcome = try training.run(task, network: network)
    let factor = scale.factor(in: try task.announcement(), malicious: malicious)
    outcome.update = Self.scaled(outcome.update, by: factor)
    if scalesBuffers {
      outcome.buffers = zip(outcome.buffers, task.global.buffers).map {
        Float(Double($1) + (Double($0) - Double($1)) * factor)
      }
    }
    return outcome
  }

  /// Each value times the factor, rounded once.
  package static func scaled(_ update: [Float], by factor: Double) -> [Float] {
    update.map { Float(Double($0) * factor) }
  }
}
