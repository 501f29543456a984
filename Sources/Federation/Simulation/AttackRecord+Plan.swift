import Attacks
import Options
import RunStore

extension AttackRecord {
  /// The threat model of an experiment; its outcome is still open.
  ///
  /// - Parameters:
  ///   - plan: the experiment's.
  ///   - maliciousClients: rising.
  init(_ plan: AttackPlan, maliciousClients: [Int]) {
    self.init(
      name: plan.kind.name, data: plan.poisoning.map { type(of: $0).name },
      knowledge: plan.knowledge.rawValue, defenseKnown: plan.isDefenseKnown,
      maliciousClients: maliciousClients, schedule: plan.resolved["schedule"] ?? .null,
      firstRound: plan.schedule.firstRound, lastRound: plan.schedule.lastRound)
  }
}
