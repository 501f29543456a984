import Networks
import Options
import Tensors

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
    let options = try options(for: task)
    let poison = poisoning.batchPoison(task, training: options, context: context)
    var composed = PoisoningHooks(poison, then: hooks)
    defer { hooks = composed.inner }
    var outcome = try LocalTraining(options).run(
      network, from: task.global, on: images(of: task, network: network), random: task.random,
      hooks: &composed)
    // The server knows how many images the client has, whatever it adds to them.
    outcome.sampleCount = task.images.count
    return outcome
  }

  /// How the attacker trains in a round.
  func options(for task: ClientTask) throws -> TrainingOptions {
    try overrides.merged(over: task.training)
  }

  /// What the client's images become.
  ///
  /// - Parameters:
  ///   - task: the round's task; its images are the ones that are poisoned.
  ///   - network: lent for the call; its parameters are overwritten.
  /// - Returns: images of the same shape.
  /// - Throws: what the data poisoning throws.
  func images(of task: ClientTask, network: Network) throws -> any LabeledImages {
    try poisoning.trainingImages(task, network: network, context: context)
  }
}
