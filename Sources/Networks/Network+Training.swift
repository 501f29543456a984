package import Kernels
package import Randomness
import Tensors

extension Network {
  /// Computes the mean cross-entropy of a batch and the parameters' gradient, as in training: dropout
  /// is on and batches are normalized by their own statistics, which the buffers take in.
  ///
  /// - Parameters:
  ///   - batch: images and labels in `0..<classCount`.
  ///   - random: the parent of the dropout layers' streams, another one for each step.
  /// - Returns: the mean loss in nats, and the number of images whose best class is their label.
  /// - Throws: `KernelError`.
  package func forwardBackward(
    _ batch: ImageBatch, dropout random: RandomStream
  ) throws(KernelError) -> (loss: Double, correct: Int) {
    try forwardBackward(load(batch), dropout: random)
  }

  /// Computes the mean cross-entropy of a batch and its gradient by the pixels, as in
  /// evaluation.
  ///
  /// - Parameter batch: images and labels in `0..<classCount`.
  /// - Returns: the mean loss in nats, and one derivative per pixel in 0...1, in the order of
  ///   `batch.pixels`.
  /// - Throws: `KernelError`.
  package func pixelGradient(
    _ batch: ImageBatch
  ) throws(KernelError) -> (loss: Double, gradient: [Float]) {
    prepareForEvaluation()
    let workspace = load(batch)
    let outcome = try differentiate(workspace, inputGradient: workspace.inputGradient)
    return (outcome.lossSum / Double(batch.count), pixelValues(of: workspace.inputGradient))
  }

  /// Computes the mean cross-entropy of a loaded batch and the parameters' gradient.
  func forwardBackward(
    _ workspace: Workspace, dropout random: RandomStream
  ) throws(KernelError) -> (loss: Double, correct: Int) {
    prepareForTraining(dropout: random)
    let outcome = try differentiate(workspace, inputGradient: nil)
    return (outcome.lossSum / Double(workspace.batch), outcome.correct)
  }

  /// Runs the kernels and scores a loaded batch, without gradients.
  func loss(of workspace: Workspace) throws(KernelError) -> SoftmaxCrossEntropy.Outcome {
    try forward(workspace)
    let scores = workspace.scores.storage
    let labels = workspace.labels
    return SoftmaxCrossEntropy.evaluate(
      scores.span, labels: labels.span, classCount: model.classCount)
  }

  /// Turns dropout off and normalizes by what training has kept in mind.
  func prepareForEvaluation() {
    for kernel in chain.kernels { kernel.prepare(for: .evaluation) }
    setDropout(nil)
  }

  /// Turns dropout on, with masks from `random`, and normalizes by the batch's own statistics.
  func prepareForTraining(dropout random: RandomStream) {
    for kernel in chain.kernels { kernel.prepare(for: .training) }
    setDropout(random)
  }

  /// Computes gradients from that by what a number of kernels give, all if no number is given; it is
  /// in its place already.
  func backward(
    _ workspace: Workspace, from kernelCount: Int? = nil, inputGradient: Activation?
  ) throws(KernelError) {
    for index in (0..<(kernelCount ?? chain.kernels.count)).reversed() {
      try chain.kernels[index].backward(
        input: workspace.activations[index], output: workspace.activations[index + 1],
        outputGradient: workspace.gradients[index],
        inputGradient: index > 0 ? workspace.gradients[index - 1] : inputGradient)
    }
  }

  /// The gradient by the pixels in 0...1, row-major, of that by the normalized input.
  func pixelValues(of inputGradient: Activation) -> [Float] {
    var gradient = inputGradient.rowMajorValues()
    let area = model.input.height * model.input.width
    for index in gradient.indices {
      gradient[index] /= normalization.deviation[index / area % model.input.channels]
    }
    return gradient
  }

  // MARK: - Details

  /// Turns dropout on with masks from `random`, or off.
  private func setDropout(_ random: RandomStream?) {
    for (name, kernel) in chain.dropouts { kernel.stream = random?.stream(for: .text(name)) }
  }

  private func differentiate(
    _ workspace: Workspace, inputGradient: Activation?
  ) throws(KernelError) -> SoftmaxCrossEntropy.Outcome {
    let outcome = try loss(of: workspace)
    let scores = workspace.scores.storage
    let labels = workspace.labels
    workspace.scoreGradient.storage.withMutableSpan {
      SoftmaxCrossEntropy.differentiate(
        scores.span, labels: labels.span, classCount: model.classCount, into: &$0)
    }
    try backward(workspace, inputGradient: inputGradient)
    return outcome
  }
}
