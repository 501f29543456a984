import Networks
import Options
import Randomness
import Tensors

/// Local training on poisoned images, which several attacks begin with.
struct PoisonedTraining {
  private let poisoning: Poisoning
  private let overrides: TrainingOverrides
  private let random: RandomStream

  /// Takes what it needs from a plan that has a poisoning.
  init(_ plan: AttackPlan, _ context: AttackContext) {
    guard let poisoning = plan.poisoning else {
      preconditionFailure("'\(plan.name)' poisons data but its plan says nothing of it")
    }
    self.poisoning = poisoning
    overrides = plan.training
    random = context.random
  }

  /// Trains as the attacker likes, on the client's images, of which the same are poisoned each time.
  func run(_ task: ClientTask, network: Network) throws -> TrainingOutcome {
    let images = poisoning.poisoned(
      task.images, random: random.stream(for: "poison", "client", .number(task.client)))
    return try LocalTraining(overrides.merged(over: task.training)).run(
      network, from: task.global, on: images, random: task.random)
  }
}
