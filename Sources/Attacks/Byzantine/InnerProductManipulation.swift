package import Networks
package import Options

/// Submits the mean of what the attackers see, turned around and scaled: `−ε · μ`.
///
/// With a small ε the update stays close to the honest ones, and rules that select by distance take
/// it; the sum's inner product with the honest mean then is negative or small. With
/// `ε > (n − m) / m` the plain mean of a round itself points backwards.
/// Source: Xie et al., "Fall of Empires", UAI 2019, arXiv:1903.03936.
package struct InnerProductManipulation: Attack {
  package struct Options: Codable, Sendable, Equatable {
    package var epsilon = 0.1

    package init() {}
  }

  package static let name = "ipm"
  package static let summary = "the negative of the mean of what is seen, times a factor"
  package static let source = "Xie et al., UAI 2019, https://arxiv.org/abs/1903.03936"
  package static let schema = OptionSchema([
    .init(
      "epsilon", .number(above: 0), default: 0.1,
      "the factor; small ones pass rules that select by distance, large ones break the mean")
  ])
  package static let knowledge = AttackKnowledge.colluding
  package static let data = AttackData.none
  package static let trains = false
  package static let frameworks = [FrameworkReference].spoiledModel

  private let epsilon: Double
  private let context: AttackContext

  package init(options: Options, plan: AttackPlan, context: AttackContext) {
    epsilon = options.epsilon
    self.context = context
  }

  package func update(_ task: ClientTask, network: Network) throws -> TrainingOutcome {
    task.crafted(
      try context.shared(Self.name, in: task) {
        Self.crafted(from: try context.seen(task, network: network).mean, epsilon: epsilon)
      })
  }

  /// `−ε · μ`.
  package static func crafted(from mean: [Float], epsilon: Double) -> [Float] {
    ModelReplacement.scaled(mean, by: -epsilon)
  }
}
