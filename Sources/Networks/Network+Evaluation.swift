package import Kernels
package import Tensors

extension Network {
  /// Scores images under the loaded parameters, with dropout off.
  ///
  /// Scores of ranges add up, bit for bit, to the score of the whole if every range but the last
  /// has a multiple of `batchSize` images: then each image goes through with the same neighbors.
  ///
  /// - Parameters:
  ///   - images: of the network's input shape.
  ///   - range: the positions to score; all if `nil`.
  ///   - batchSize: the number of images that go through the network at once.
  /// - Returns: counts and summed loss.
  /// - Throws: `KernelError`.
  package func evaluate(
    _ images: any LabeledImages, range: Range<Int>? = nil, batchSize: Int = 250
  ) throws(KernelError) -> EvaluationScore {
    let range = range ?? 0..<images.count
    var score = EvaluationScore()
    setDropout(nil)
    for start in stride(from: range.lowerBound, to: range.upperBound, by: batchSize) {
      let count = min(batchSize, range.upperBound - start)
      let workspace = load(images, count: count) { start + $0 }
      let outcome = try loss(of: workspace)
      score.merge(
        EvaluationScore(
          count: workspace.batch, correct: outcome.correct, lossSum: outcome.lossSum))
    }
    return score
  }

  /// The cross-entropy of each image, with dropout off.
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
