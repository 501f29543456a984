package import Kernels
package import Tensors

extension Network {
  /// Scores images under the loaded parameters and buffers.
  ///
  /// Scores of ranges add up, bit for bit, to the score of the whole if every range but the last
  /// has a multiple of `batchSize` images: then each image goes through with the same neighbors.
  /// Large models take a part of such a batch at a time, as their activations take gigabytes.
  ///
  /// - Parameters:
  ///   - images: of the network's input shape.
  ///   - range: the positions to score; all if `nil`.
  ///   - batchSize: the number of images that go through the network at once.
  /// - Returns: counts and summed loss; `trulyCorrect` if the set knows the true label of every image.
  /// - Throws: `KernelError`.
  package func evaluate(
    _ images: any LabeledImages, range: Range<Int>? = nil, batchSize: Int = 250
  ) throws(KernelError) -> EvaluationScore {
    let range = range ?? 0..<images.count
    var score = EvaluationScore()
    let batchSize = model.part(ofBatch: batchSize)
    prepareForEvaluation()
    for start in stride(from: range.lowerBound, to: range.upperBound, by: batchSize) {
      let count = min(batchSize, range.upperBound - start)
      let workspace = load(images, count: count) { start + $0 }
      let outcome = try loss(of: workspace)
      score.merge(
        EvaluationScore(
          count: workspace.batch, correct: outcome.correct,
          trulyCorrect: trulyCorrect(workspace, images, from: start), lossSum: outcome.lossSum))
    }
    return score
  }

  /// How many images of a batch that has gone through get their true label; nil unless the set knows
  /// all of them.
  private func trulyCorrect(
    _ workspace: Workspace, _ images: any LabeledImages, from start: Int
  ) -> Int? {
    var labels: [Int] = []
    for index in start..<start + workspace.batch {
      guard let label = images.trueLabel(at: index) else { return nil }
      labels.append(label)
    }
    let scores = workspace.scores.storage
    return SoftmaxCrossEntropy.evaluate(
      scores.span, labels: labels.span, classCount: model.classCount
    ).correct
  }

  /// The cross-entropy of each image, as in evaluation.
  ///
  /// - Parameter batch: images and labels in `0..<classCount`.
  /// - Returns: one loss per image, in nats.
  /// - Throws: `KernelError`.
  package func losses(_ batch: ImageBatch) throws(KernelError) -> [Double] {
    let classCount = model.classCount
    let scores = try logits(batch.pixels.span, batch: batch.count)
    return batch.labels.indices.map { image in
      SoftmaxCrossEntropy.evaluate(
        scores.span.extracting(image * classCount..<(image + 1) * classCount),
        labels: batch.labels.span.extracting(image..<image + 1), classCount: classCount
      ).lossSum
    }
  }
}

extension Model {
  /// Values between layers, 200 MB, that a batch may have in evaluation.
  private static let activationLimit = 50_000_000

  /// The largest divisor of a batch size whose values between layers are within the limit.
  fileprivate func part(ofBatch batchSize: Int) -> Int {
    let valueCount = zip(layers, places).reduce(input.count) { sum, layer in
      // Two convolutions, the norm between them and the sum.
      if case .residual = layer.0 { return sum + 4 * layer.1.output.count }
      return sum + layer.1.output.count
    }
    let most = max(1, Self.activationLimit / valueCount)
    return (1...min(most, batchSize)).last { batchSize.isMultiple(of: $0) } ?? 1
  }
}
