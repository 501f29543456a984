package import Kernels
import Tensors

extension Network {
  /// Computes how far the activations of images are from others, and the gradient of that by the
  /// pixels, as in evaluation.
  ///
  /// The gradients of the parameters that were computed last are lost.
  ///
  /// - Parameters:
  ///   - layer: a position in `model.layers`, meant as in `activations(after:_:batch:)`.
  ///   - pixels: `batch × input.count` values in 0...1, row-major.
  ///   - batch: the number of images.
  ///   - goals: gets the images' activations, `batch × output.count` values, row-major, and gives as
  ///     many: what the activations of each image are to become.
  /// - Returns: the squared Euclidean distance of each image's activations from their goal, and one
  ///   derivative of the sum of these per pixel in 0...1, in the order of `pixels`.
  /// - Throws: `KernelError`.
  package func featureGradient(
    after layer: Int, _ pixels: Span<Float>, batch: Int, goals: (_ features: [Float]) -> [Float]
  ) throws(KernelError) -> (distances: [Double], gradient: [Float]) {
    let features = try activations(after: layer, pixels, batch: batch)
    let goals = goals(features)
    precondition(
      goals.count == features.count, "\(goals.count) goals for \(features.count) activations")
    let workspace = workspace(batch: batch)
    let kernelCount = chain.kernelCounts[layer]
    let slope = zip(features, goals).map { 2 * ($0 - $1) }
    // A rectifier's own gradient may be left to the pooling behind it, which has no part in this.
    let isRectified = endsInRectifier(layer)
    let passed = zip(slope, features).map { isRectified && $1 == 0 ? 0 : $0 }
    // In front of the first kernel, the gradient by the activations is that by the input.
    let top = kernelCount > 0 ? workspace.gradients[kernelCount - 1] : workspace.inputGradient
    top.load(rowMajor: passed.span)
    try backward(workspace, from: kernelCount, inputGradient: workspace.inputGradient)
    return (
      squares(of: slope, batch: batch).map { $0 / 4 },
      pixelValues(of: workspace.inputGradient)
    )
  }

  // MARK: - Details

  /// Whether what a layer gives has gone through a rectifier, of its own or folded into it.
  private func endsInRectifier(_ layer: Int) -> Bool {
    if case .relu = model.layers[layer] { return true }
    guard layer + 1 < model.layers.count, case .relu = model.layers[layer + 1] else { return false }
    return chain.kernelCounts[layer] == chain.kernelCounts[layer + 1]
  }

  /// The sum of the squares of each image's values.
  private func squares(of values: [Float], batch: Int) -> [Double] {
    let count = values.count / batch
    return (0..<batch).map {
      Reductions.squaredNorm(values.span.extracting($0 * count..<($0 + 1) * count))
    }
  }
}
