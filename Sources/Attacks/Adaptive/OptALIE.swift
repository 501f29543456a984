package import Networks
package import Options

/// "A little is enough" whose number of deviations is tuned against the declared defense.
///
/// The number `z` of `μ ± z · σ` is the one that takes the defense's step furthest from that of the
/// honest mean, found by trying the round; see `RoundRehearsal` for what attackers imagine who do
/// not see all.
/// Source: Baruch et al., NeurIPS 2019, arXiv:1902.06156, tuned as by Allouah et al., "Fixing by
/// Mixing", AISTATS 2023, arXiv:2302.01772.
package struct OptALIE: Attack {
  package struct Options: Codable, Sendable, Equatable {
    package var sign = ShiftSign.plus
    package var divisor = DeviationDivisor.population
    package var evaluations = 20

    package init() {}
  }

  package static let name = "opt-alie"
  package static let summary = "ALIE with as many deviations as mislead the declared defense most"
  package static let source = "Allouah et al., AISTATS 2023, https://arxiv.org/abs/2302.01772"
  package static let schema = OptionSchema([
    ALittleIsEnough.signField, ALittleIsEnough.divisorField, OptIPM.evaluationsField,
  ])
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
        let deviation = ColumnSpread.deviation(seen.updates, over: options.divisor)
        func crafted(_ z: Double) -> [Float] {
          ALittleIsEnough.moved(rehearsal.mean, by: z, sign: options.sign, deviation: deviation)
        }
        return crafted(
          try rehearsal.mostHarmfulFactor(evaluations: options.evaluations, crafted))
      })
  }
}
