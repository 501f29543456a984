#if MUSTER_ONEDNN
  import COneDNN
  import Tensors

  /// A convolution or a linear layer on oneDNN.
  ///
  /// The weight lies as the forward pass for a batch of 64 likes best; other batch sizes and passes
  /// convert it where they want it otherwise.
  final class WeightedKernel: LayerKernel {
    /// The batch size that decides the weight's layout, for all batch sizes alike.
    private static let referenceBatch = 64
    /// A training size, its last batch, an evaluation size, its last batch, and as many for others.
    private static let cachedBatchSizes = 8

    private let operation: any WeightedOperation
    private let engine: OneDNNEngine
    private let stream: OneDNNStream
    private let workspace = OneDNNWorkspace()
    private let weight: OneDNNParameter
    private let bias: OneDNNParameter
    /// By last use, the latest at the end.
    private var primitives: [(batch: Int, passes: WeightedPrimitives)] = []

    var inputShape: ImageShape { operation.inputShape }
    var outputShape: ImageShape { operation.outputShape }
    var inputLayout: ActivationLayout { operation.layout }
    var outputLayout: ActivationLayout { operation.layout }
    var parameters: [any KernelParameter] { [weight, bias] }

    init(_ operation: any WeightedOperation, _ engine: OneDNNEngine) throws(KernelError) {
      self.operation = operation
      self.engine = engine
      stream = try OneDNNStream(engine)
      let forward = try operation.forward(batch: Self.referenceBatch, weight: nil, engine)
      weight = try OneDNNParameter(
        canonicalLayout: operation.canonicalWeight,
        layout: forward.layout(of: dnnl_query_weights_md))
      let biases = try operation.bias()
      bias = try OneDNNParameter(canonicalLayout: biases, layout: biases)
    }

    func forward(_ input: Activation, into output: Activation) throws(KernelError) {
      check(input: input, output: output)
      try passes(batch: input.batch).forward(input, into: output, stream, workspace)
    }

    func backward(
      input: Activation, output: Activation, outputGradient: Activation, inputGradient: Activation?
    ) throws(KernelError) {
      check(input: input, output: output)
      check(input: inputGradient, output: outputGradient)
      if operation.fusesReLU { Rectifier.backward(output: output, gradient: outputGradient) }
      let passes = try passes(batch: input.batch)
      try passes.backwardWeight(
        input: input, outputGradient: outputGradient, stream, workspace)
      guard let inputGradient else { return }
      try passes.backwardInput(
        outputGradient: outputGradient, into: inputGradient, stream, workspace)
    }

    // MARK: - Details

    private func passes(batch: Int) throws(KernelError) -> WeightedPrimitives {
      if let latest = primitives.last, latest.batch == batch { return latest.passes }
      let passes: WeightedPrimitives
      if let known = primitives.firstIndex(where: { $0.batch == batch }) {
        passes = primitives.remove(at: known).passes
      } else {
        passes = try WeightedPrimitives(
          operation, batch: batch, weight: weight, bias: bias, engine)
      }
      if primitives.count == Self.cachedBatchSizes { primitives.removeFirst() }
      primitives.append((batch, passes))
      return passes
    }
  }
#endif
