package import Networks
package import Options

/// Inner-product manipulation whose factor is tuned against the declared defense.
///
/// The factor `ε` of `−ε · μ` is the one that takes the defense's step furthest from that of the
/// honest mean, found by trying the round; see `RoundRehearsal` for what attackers imagine who do
/// not see all.
/// Source: Xie et al., UAI 2019, arXiv:1903.03936, tuned as by Allouah et al., "Fixing by Mixing",
/// AISTATS 2023, arXiv:2302.01772.
package struct OptIPM: Attack {
  package struct Options: Codable, Sendable, Equatable {
    package var evaluations = 20

    package init() {}
  }

  package static let name = "opt-ipm"
  package static let summary = "IPM with the factor that misleads the declared defense most"
  package static let source = "Allouah et al., AISTATS 2023, https://arxiv.org/abs/2302.01772"
  package static let schema = OptionSchema([evaluationsField])
  static let evaluationsField = OptionField(
    "evaluations", .integer(2...1000), default: 20,
    "how often the round is played through to find the factor")
  package static let knowledge = AttackKnowledge.colluding
  package static let needsDefense = true
  package static let data = AttackData.none
  package static let trains = false
  package static let frameworks = [FrameworkReference].spoiledModel

  private let options: Options
  private let context: AttackContext

  package init(options: Options, plan: AttackPlan, context: AttackContext) {
    self.options = options
    self.context = context
  }

  package func update(_ task: ClientTask, network: Network) throws -> TrainingOutcome {
    task.crafted(
      try context.shared(Self.name, in: task) {
        let seen = try context.seen(task, network: network)
        let rehearsal = try RoundRehearsal(task, seen: seen, context: context)
        func crafted(_ epsilon: Double) -> [Float] {
          InnerProductManipulation.crafted(from: rehearsal.mean, epsilon: epsilon)
        }
        return crafted(
          try rehearsal.mostHarmfulFactor(evaluations: options.evaluations, crafted))
      })
  }
}
