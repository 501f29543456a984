package import Kernels
package import Randomness

/// Losses other than the cross-entropy of labels.
extension Network {
  /// Computes the parameters' gradient of any function of a batch's class scores, as in training:
  /// dropout is on and batches are normalized by their own statistics, which the buffers take in.
  ///
  /// - Parameters:
  ///   - batch: images; what their labels mean is up to the objective.
  ///   - random: the parent of the dropout layers' streams, another one for each step.
  ///   - objective: gets `batch × classCount` scores, row-major, writes the loss's gradient by each
  ///     of them, and returns the loss.
  /// - Returns: what the objective returned.
  /// - Throws: `KernelError`.
  package func forwardBackward(
    _ batch: ImageBatch, dropout random: RandomStream,
    objective: (_ scores: Span<Float>, _ gradient: inout MutableSpan<Float>) -> Double
  ) throws(KernelError) -> Double {
    let workspace = load(batch)
    prepareForTraining(dropout: random)
    try forward(workspace)
    let scores = workspace.scores.storage
    let loss = workspace.scoreGradient.storage.withMutableSpan { objective(scores.span, &$0) }
    try backward(workspace, inputGradient: nil)
    return loss
  }

  /// The softmax probabilities of some images, as in evaluation.
  ///
  /// - Parameter batch: images; labels do not matter.
  /// - Returns: `batch.count × classCount` values in 0...1.
  /// - Throws: `KernelError`.
  package func probabilities(_ batch: ImageBatch) throws(KernelError) -> [Float] {
    let scores = try logits(batch.pixels.span, batch: batch.count)
    var values = scores
    var span = values.mutableSpan
    SoftmaxCrossEntropy.probabilities(
      scores.span, classCount: model.classCount, into: &span)
    return values
  }
}
