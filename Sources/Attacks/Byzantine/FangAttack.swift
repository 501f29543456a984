package import Networks
package import Options
import Randomness

/// Submits updates that are made to lead a certain rule astray: against the direction in which the
/// honest mean points, as far as the rule lets them.
///
/// Omniscient attackers know every honest update and use the paper's full-knowledge attack;
/// colluding ones estimate the rest from their own honest updates, its partial-knowledge attack.
/// The median is attacked as the trimmed mean is. Against Krum all attackers submit the same; the
/// paper also lets the others lie within a small ball around the first, for which `sybils.jitter` is
/// there.
/// Source: Fang et al., "Local Model Poisoning Attacks to Byzantine-Robust Federated Learning",
/// USENIX Security 2020, arXiv:1911.11815, section 4.
package struct FangAttack: Attack {
  package struct Options: Codable, Sendable, Equatable {
    /// The rule that is attacked.
    package enum Target: String, Codable, Sendable, CaseIterable {
      case trimmedMean = "trimmed-mean"
      case median, krum
    }

    package var target = Target.trimmedMean
    package var b = 2.0

    package init() {}
  }

  package static let name = "fang"
  package static let summary = "updates made to lead trimmed mean, median or Krum astray"
  package static let source = "Fang et al., USENIX Security 2020, https://arxiv.org/abs/1911.11815"
  package static let schema = OptionSchema([
    .init(
      "target", .choice(Options.Target.allCases.map(\.rawValue)), default: "trimmed-mean",
      "the rule that is led astray"),
    .init(
      "b", .number(1...1e6, above: true), default: 2.0,
      "how far beyond the honest values, as a factor; for omniscient attackers of the trimmed mean"),
  ])
  package static let knowledge = AttackKnowledge.colluding
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
    let seesAll = context.adversary.knowledge == .omniscient
    if options.target == .krum {
      return task.crafted(
        try context.shared("fang-krum", in: task) {
          let seen = try context.seen(task, network: network)
          return FangKrum(seen.updates, attackers: seen.maliciousCount, seesAll: seesAll).crafted
        })
    }
    let limits = try context.shared("fang-intervals", in: task) {
      let updates = try context.seen(task, network: network).updates
      let intervals = FangIntervals(updates, b: seesAll ? options.b : nil)
      return intervals.low + intervals.high
    }
    let random = context.random.stream(
      for: "fang", "round", .number(task.round), "client", .number(task.client))
    return task.crafted(FangIntervals(limits: limits).drawn(using: random))
  }
}
