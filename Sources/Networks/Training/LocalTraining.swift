package import Randomness
package import Tensors

/// The training of one client in one round.
///
/// The optimizer starts afresh in every call. Epoch `e` goes through the images in the order drawn
/// from `random.stream(for: "shuffle", "epoch", e)`, or in their own order without shuffling; the
/// last, incomplete batch of an epoch is kept. Equal parameters, images, options and random stream
/// give equal bits. Source: McMahan et al., AISTATS 2017, arXiv:1602.05629, algorithm 1.
package struct LocalTraining: Sendable {
  package let options: TrainingOptions

  package init(_ options: TrainingOptions) { self.options = options }

  /// Trains a network and tells how its parameters changed.
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
    try network.load(parameters)
    let optimizer = Optimizer(options.optimizer, of: network)
    var batch = ImageBatch(shape: images.shape)
    var score = EvaluationScore()
    var step = 0
    for epoch in 0..<options.localEpochs {
      score = EvaluationScore()
      let order = order(of: images.count, epoch, random)
      for start in stride(from: 0, to: order.count, by: options.batchSize) {
        batch.replace(with: images, order[start..<min(start + options.batchSize, order.count)])
        hooks.prepare(&batch, step: step)
        let pass = try network.forwardBackward(
          batch, dropout: random.stream(for: "dropout", "step", .number(step)))
        score.merge(
          EvaluationScore(
            count: batch.count, correct: pass.correct, lossSum: pass.loss * Double(batch.count)))
        try hooks.adjustGradient(of: network, step: step)
        optimizer.step()
        try hooks.afterStep(network, step: step)
        step += 1
      }
    }
    return TrainingOutcome(
      update: try network.update(since: parameters), sampleCount: images.count,
      loss: score.meanLoss ?? 0, accuracy: score.accuracy ?? 0)
  }

  /// Trains without hooks.
  ///
  /// - Parameters:
  ///   - network: left with the trained parameters.
  ///   - parameters: the global model, in canonical order.
  ///   - images: the client's share, of the network's input shape.
  ///   - random: the parent of the streams for shuffling and dropout.
  /// - Returns: the update and how training went.
  /// - Throws: `KernelError`.
  package func run(
    _ network: Network, from parameters: [Float], on images: any LabeledImages,
    random: RandomStream
  ) throws -> TrainingOutcome {
    var hooks = NoHooks()
    return try run(network, from: parameters, on: images, random: random, hooks: &hooks)
  }

  // MARK: - Details

  private func order(of count: Int, _ epoch: Int, _ random: RandomStream) -> [Int] {
    var order = Array(0..<count)
    guard options.shuffle else { return order }
    var stream = random.stream(for: "shuffle", "epoch", .number(epoch))
    order.shuffle(using: &stream)
    return order
  }
}
