package import Networks
package import Options

/// Submits an update that points the other way.
///
/// Public code means three things by it, and they differ: the negative of the client's own honest
/// update (FLPoison), of the mean of what the attackers see (ByzFL), or training in which every
/// gradient is negated (Blades), which climbs the loss.
/// Source: Li et al., "RSA", AAAI 2019, arXiv:1811.03761, whose experiments use it.
package struct SignFlip: Attack {
  package struct Options: Codable, Sendable, Equatable {
    /// What is negated.
    package enum Target: String, Codable, Sendable, CaseIterable {
      case own, mean, gradient
    }

    package var of = Target.own
    package var scale = 1.0

    package init() {}
  }

  package static let name = "sign-flip"
  package static let summary =
    "an honest update, the mean of what is seen, or each gradient, negated"
  package static let source = "Li et al., AAAI 2019, https://arxiv.org/abs/1811.03761"
  package static let schema = OptionSchema([
    .init(
      "of", .choice(Options.Target.allCases.map(\.rawValue)), default: "own",
      "what is negated: the own honest update; the mean of what is seen; each gradient in training"),
    .init("scale", .number(above: 0), default: 1.0, "what the negative is multiplied by"),
  ])
  package static let knowledge = AttackKnowledge.own
  package static let data = AttackData.none
  package static let frameworks = [FrameworkReference].spoiledModel

  private let options: Options
  private let training: TrainingOverrides
  private let context: AttackContext

  package init(options: Options, plan: AttackPlan, context: AttackContext) {
    self.options = options
    training = plan.training
    self.context = context
  }

  package static func knowledge(with options: Options) -> AttackKnowledge {
    options.of == .mean ? .colluding : .own
  }

  package func update(_ task: ClientTask, network: Network) throws -> TrainingOutcome {
    switch options.of {
    case .own:
      var outcome = try training.train(task, network: network)
      outcome.update = Self.flipped(outcome.update, scale: options.scale)
      return outcome
    case .mean:
      return task.crafted(
        try context.shared(Self.name, in: task) {
          Self.flipped(try context.seen(task, network: network).mean, scale: options.scale)
        })
    case .gradient:
      var hooks = NegatedGradients(scale: options.scale)
      return try training.train(task, network: network, hooks: &hooks)
    }
  }

  /// The negative of an update, times a scale.
  package static func flipped(_ update: [Float], scale: Double) -> [Float] {
    ModelReplacement.scaled(update, by: -scale)
  }
}

/// Turns every gradient around before the optimizer sees it.
private struct NegatedGradients: TrainingHooks {
  let changesImages = false
  let scale: Double

  mutating func adjustGradient(of network: Network, step: Int) throws {
    try network.setGradient(SignFlip.flipped(network.gradient(), scale: scale))
  }
}
