package import Kernels
package import Tensors

/// A model bound to a backend: kernels with their parameters, activations, gradients.
///
/// Parameters are zero until `load(_:)`, buffers as before any training. Pixels come in 0...1 and are normalized inside. What a
/// batch size needs is made when it first appears and kept while it is among the latest used. Not
/// for use by two threads at once.
package final class Network {
  package let model: Model
  package let normalization: Normalization
  let chain: KernelChain
  /// The trainable tensors in canonical order.
  let tensors: [any KernelParameter]
  /// What training keeps in mind, in the order of the model's `bufferLayout`.
  let buffers: [AlignedBuffer]
  /// What optimizers write down from step to step, kept for the next one.
  let optimizerMemory = OptimizerMemory()
  /// What images that are kept as bytes become.
  let pixelTable: PixelTable
  /// One image on its way into a batch.
  var looseImage: [Float] = []
  private let layout: ActivationLayout
  private var workspaces = BatchCache<Workspace>()
  private let memory = WorkspaceMemory()
  private var largestBatch = 0

  /// Makes the kernels.
  ///
  /// - Parameters:
  ///   - model: the architecture.
  ///   - backend: whose arithmetic to use.
  ///   - normalization: one mean and deviation per channel of the model's input.
  /// - Throws: `KernelError`.
  package init(
    _ model: Model, backend: any Backend, normalization: Normalization
  ) throws(KernelError) {
    precondition(
      normalization.mean.count == model.input.channels,
      "\(normalization.mean.count) means for \(model.input.channels) channels")
    self.model = model
    self.normalization = normalization
    pixelTable = PixelTable(normalization)
    layout = backend.preferredLayout(for: model.convolutions)
    chain = try KernelChain(model, backend: backend, layout: layout)
    tensors = chain.parameters
    buffers = chain.buffers
    precondition(
      tensors.map(\.count) == model.layout.entries.map(\.count),
      "the kernels of '\(model.name)' have tensors of \(tensors.map(\.count)) values")
    precondition(
      buffers.map(\.count) == model.bufferLayout.entries.map(\.count),
      "the kernels of '\(model.name)' have buffers of \(buffers.map(\.count)) values")
  }

  /// The class scores of some images, as in evaluation.
  ///
  /// - Parameters:
  ///   - pixels: `batch × input.count` values in 0...1, row-major.
  ///   - batch: the number of images.
  /// - Returns: `batch × classCount` scores.
  /// - Throws: `KernelError`.
  package func logits(_ pixels: Span<Float>, batch: Int) throws(KernelError) -> [Float] {
    try activations(after: model.layers.count - 1, pixels, batch: batch)
  }

  /// What a layer gives for some images, as in evaluation.
  ///
  /// A rectifier right behind a convolution, a norm or a linear layer belongs to it: the layer's own
  /// position, too, gives the values behind the rectifier.
  ///
  /// - Parameters:
  ///   - layer: a position in `model.layers`.
  ///   - pixels: `batch × input.count` values in 0...1, row-major.
  ///   - batch: the number of images.
  /// - Returns: `batch × output.count` values, row-major CHW, for the layer's `output` shape.
  /// - Throws: `KernelError`.
  package func activations(
    after layer: Int, _ pixels: Span<Float>, batch: Int
  ) throws(KernelError) -> [Float] {
    let workspace = workspace(batch: batch)
    let kernelCount = chain.kernelCounts[layer]
    prepareForEvaluation()
    workspace.activations[0].load(pixels, normalizedBy: normalization)
    try forward(workspace, kernelCount: kernelCount)
    return workspace.activations[kernelCount].rowMajorValues()
  }

  // MARK: - What training and evaluation share

  /// The activations for a batch size.
  func workspace(batch: Int) -> Workspace {
    precondition(batch > 0, "a batch needs images")
    // A larger one than any before has new memory; the others would keep the old alive.
    if batch > largestBatch { workspaces = BatchCache() }
    largestBatch = max(batch, largestBatch)
    return workspaces.value(batch: batch) {
      Workspace(chain.kernels, input: model.input, layout: layout, batch: batch, memory: memory)
    }
  }

  /// Runs the first kernels, all if no number is given.
  func forward(_ workspace: Workspace, kernelCount: Int? = nil) throws(KernelError) {
    for index in 0..<(kernelCount ?? chain.kernels.count) {
      try chain.kernels[index].forward(
        workspace.activations[index], into: workspace.activations[index + 1])
    }
  }
}
