import Networks

/// A malicious client's training on clean images.
extension TrainingOverrides {
  /// Trains on the client's own images as they are.
  func train(_ task: ClientTask, network: Network) throws -> TrainingOutcome {
    var hooks = NoHooks()
    return try train(task, network: network, hooks: &hooks)
  }

  /// Trains on the client's own images as they are.
  ///
  /// - Parameters:
  ///   - task: the round's task.
  ///   - network: lent for the call; its parameters are overwritten.
  ///   - hooks: what the attack does on the way.
  /// - Returns: the update, in model-parameter order, with what the client says of it.
  /// - Throws: what training and the hooks throw.
  func train(
    _ task: ClientTask, network: Network, hooks: inout some TrainingHooks
  ) throws -> TrainingOutcome {
    try LocalTraining(merged(over: task.training)).run(
      network, from: task.global, on: task.images, random: task.random, hooks: &hooks)
  }
}
