package import Randomness
package import Tensors

/// The training of one client in one round.
///
/// The optimizer starts afresh in every call. Epoch `e` goes through the images in the order drawn
/// from `random.stream(for: "shuffle", "epoch", e)`, or in their own order without shuffling; the
/// last, incomplete batch of an epoch is kept, except one of a single image where batches are
/// normalized: its variance says nothing. Step `s`, counted over all epochs, augments by
/// `random.stream(for: "augmentation", "step", s)`. Equal states, images, options and random stream
/// give equal bits. Source: McMahan et al., AISTATS 2017, arXiv:1602.05629, algorithm 1.
package struct LocalTraining: Sendable {
  package let options: TrainingOptions

  package init(_ options: TrainingOptions) { self.options = options }

  /// Trains a network and tells how its parameters changed.
  ///
  /// - Parameters:
  ///   - network: left with the trained parameters.
  ///   - state: the global model.
  ///   - images: the client's share, of the network's input shape.
  ///   - random: the parent of the streams for shuffling, augmentation and dropout.
  ///   - hooks: what an attack or repair does on the way.
  /// - Returns: the update and how training went.
  /// - Throws: `KernelError`, and what the hooks throw.
  package func run(
    _ network: Network, from state: ModelState, on images: any LabeledImages,
    random: RandomStream, hooks: inout some TrainingHooks
  ) throws -> TrainingOutcome {
    try network.load(state)
    let optimizer = Optimizer(options.optimizer, of: network)
    var steps = TrainingSteps(options, on: images, random: random)
    var score = EvaluationScore()
    for epoch in 0..<options.localEpochs {
      score = EvaluationScore()
      steps.startEpoch(epoch)
      while let workspace = steps.next(for: network, hooks: &hooks) {
        let step = steps.count - 1
        let pass = try network.forwardBackward(workspace, dropout: steps.dropout)
        score.merge(
          EvaluationScore(
            count: workspace.batch, correct: pass.correct,
            lossSum: pass.loss * Double(workspace.batch)))
        try hooks.adjustGradient(of: network, step: step)
        optimizer.step()
        try hooks.afterStep(network, step: step)
      }
      if try hooks.endsTraining(of: network, afterEpoch: epoch) { break }
    }
    return TrainingOutcome(
      update: try network.update(since: state.parameters), buffers: network.bufferValues(),
      sampleCount: images.count,
      loss: score.meanLoss ?? 0, accuracy: score.accuracy ?? 0)
  }

  /// Trains without hooks.
  ///
  /// - Parameters:
  ///   - network: left with the trained parameters.
  ///   - state: the global model.
  ///   - images: the client's share, of the network's input shape.
  ///   - random: the parent of the streams for shuffling, augmentation and dropout.
  /// - Returns: the update and how training went.
  /// - Throws: `KernelError`.
  package func run(
    _ network: Network, from state: ModelState, on images: any LabeledImages, random: RandomStream
  ) throws -> TrainingOutcome {
    var hooks = NoHooks()
    return try run(network, from: state, on: images, random: random, hooks: &hooks)
  }

  /// Trains from given parameters and from the buffers of a model before any training.
  ///
  /// - Parameters:
  ///   - network: left with the trained parameters.
  ///   - parameters: the global model, in canonical order.
  ///   - images: the client's share, of the network's input shape.
  ///   - random: the parent of the streams for shuffling and dropout.
  ///   - hooks: what an attack or repair does on the way.
  /// - Returns: the update and how training went.
  /// - Throws: `KernelError`, and what the hooks throw.
  package func run(
    _ network: Network, from parameters: [Float], on images: any LabeledImages,
    random: RandomStream, hooks: inout some TrainingHooks
  ) throws -> TrainingOutcome {
    let state = ModelState(parameters: parameters, buffers: network.model.initialBuffers())
    return try run(network, from: state, on: images, random: random, hooks: &hooks)
  }

  /// Trains without hooks.
  ///
  /// - Parameters:
  ///   - network: left with the trained parameters.
  ///   - parameters: the global model, in canonical order.
  ///   - images: the client's share, of the network's input shape.
  ///   - random: the parent of the streams for shuffling, augmentation and dropout.
  /// - Returns: the update and how training went.
  /// - Throws: `KernelError`.
  package func run(
    _ network: Network, from parameters: [Float], on images: any LabeledImages,
    random: RandomStream
  ) throws -> TrainingOutcome {
    var hooks = NoHooks()
    return try run(network, from: parameters, on: images, random: random, hooks: &hooks)
  }
}
