package import Networks
package import Options

/// Trains on poisoned images and submits the outcome as it is.
///
/// The attacker controls its data alone; unless the plan gives it a training of its own, it runs the
/// honest code. Every data poisoning is an attack in this way, under its own name.
package struct PoisonedClient<Data: DataPoisoning>: Attack {
  package struct Options: Codable, Sendable, Equatable {
    package init() {}
  }

  package static var name: String { Data.name }
  package static var summary: String { Data.summary }
  package static var source: String { Data.source }
  package static var schema: OptionSchema { OptionSchema([]) }
  package static var knowledge: AttackKnowledge { Data.knowledge }
  package static var data: AttackData { .only(Data.self) }
  package static var frameworks: [FrameworkReference] { .poisonedData }

  private let training: PoisonedTraining

  package init(options: Options, plan: AttackPlan, context: AttackContext) {
    training = PoisonedTraining(plan, context)
  }

  package func update(_ task: ClientTask, network: Network) throws -> TrainingOutcome {
    try training.run(task, network: network)
  }
}
