import Networks
import Options

/// Local training on poisoned images, which several attacks begin with.
struct PoisonedTraining {
  private let poisoning: any DataPoisoning
  private let context: AttackContext
  private let overrides: TrainingOverrides

  /// Takes what it needs from a plan that has a poisoning.
  init(_ plan: AttackPlan, _ context: AttackContext) {
    guard let poisoning = plan.poisoning else {
      preconditionFailure("'\(plan.kind.name)' poisons data but its plan says nothing of it")
    }
    self.poisoning = poisoning
    overrides = plan.training
    self.context = context
  }

  /// Trains as the attacker likes on the client's poisoned images.
  func run(_ task: ClientTask, network: Network) throws -> TrainingOutcome {
    var hooks = NoHooks()
    return try run(task, network: network, hooks: &hooks)
  }

  /// Trains as the attacker likes on the client's poisoned images.
  ///
  /// - Parameters:
  ///   - task: the round's task.
  ///   - network: lent for the call; its parameters are overwritten.
  ///   - hooks: what the attack does on the way.
  /// - Returns: the update, in model-parameter order, with what the client says of it.
  /// - Throws: what training, the data poisoning and the hooks throw.
  func run(
    _ task: ClientTask, network: Network, hooks: inout some TrainingHooks
  ) throws -> TrainingOutcome {
    let images = try poisoning.trainingImages(task, network: network, context: context)
    return try LocalTraining(overrides.merged(over: task.training)).run(
      network, from: task.global, on: images, random: task.random, hooks: &hooks)
  }
}
