package import Networks
package import Options

/// Trains on poisoned images and submits the outcome as it is.
///
/// The attacker controls its data alone; unless the plan gives it a training of its own, it runs the
/// honest code. Source: Gu et al., IEEE Access 2019, arXiv:1708.06733.
package struct BadNets: Attack {
  package struct Options: Codable, Sendable, Equatable {
    package init() {}
  }

  package static let name = "badnets"
  package static let summary = "honest training on poisoned images"
  package static let source = "Gu et al., IEEE Access 2019, https://arxiv.org/abs/1708.06733"
  package static let schema = OptionSchema([])
  package static let knowledge = AttackKnowledge.own
  package static let poisonsData = true

  private let training: PoisonedTraining

  package init(options: Options, plan: AttackPlan, context: AttackContext) {
    training = PoisonedTraining(plan, context)
  }

  package func update(_ task: ClientTask, network: Network) throws -> TrainingOutcome {
    try training.run(task, network: network)
  }
}
