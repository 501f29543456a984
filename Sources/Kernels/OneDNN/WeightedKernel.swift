#if MUSTER_ONEDNN
  import COneDNN
  import Tensors

  /// A convolution or a linear layer on oneDNN.
  ///
  /// The weight lies as the forward pass for a batch of 64 likes best; other batch sizes and passes
  /// convert it where they want it otherwise.
  final class WeightedKernel: RectifyingKernel {
    /// The batch size that decides the weight's layout, for all batch sizes alike.
    private static let referenceBatch = 64

    var handsRectifierOn = false
    var fusesReLU: Bool { operation.fusesReLU }

    private let operation: any WeightedOperation
    private let engine: OneDNNEngine
    private let stream: OneDNNStream
    private var workspace = KernelWorkspace()
    private let weight: OneDNNParameter
    private let bias: OneDNNParameter?
    private var primitives = BatchCache<WeightedPrimitives>()

    var inputShape: ImageShape { operation.inputShape }
    var outputShape: ImageShape { operation.outputShape }
    var inputLayout: ActivationLayout { operation.layout }
    var outputLayout: ActivationLayout { operation.layout }
    var parameters: [any KernelParameter] { bias.map { [weight, $0] } ?? [weight] }

    init(_ operation: any WeightedOperation, _ engine: OneDNNEngine) throws(KernelError) {
      self.operation = operation
      self.engine = engine
      stream = try OneDNNStream(engine)
      let forward = try operation.forward(batch: Self.referenceBatch, weight: nil, engine)
      weight = try OneDNNParameter(
        canonicalLayout: operation.canonicalWeight,
        layout: forward.layout(of: dnnl_query_weights_md))
      bias =
        if let biases = try operation.bias() {
          try OneDNNParameter(canonicalLayout: biases, layout: biases)
        } else { nil }
    }

    func share(_ workspace: KernelWorkspace) { self.workspace = workspace }

    func forward(_ input: Activation, into output: Activation) throws(KernelError) {
      check(input: input, output: output)
      try passes(batch: input.batch).forward(input, into: output, stream, workspace)
    }

    func backward(
      input: Activation, output: Activation, outputGradient: Activation, inputGradient: Activation?
    ) throws(KernelError) {
      check(input: input, output: output)
      check(input: inputGradient, output: outputGradient)
      if fusesReLU && !handsRectifierOn {
        Rectifier.backward(output: output, gradient: outputGradient)
      }
      let passes = try passes(batch: input.batch)
      try passes.backwardWeight(
        input: input, outputGradient: outputGradient, stream, workspace)
      guard let inputGradient else { return }
      try passes.backwardInput(
        outputGradient: outputGradient, into: inputGradient, stream, workspace)
    }

    // MARK: - Details

    private func passes(batch: Int) throws(KernelError) -> WeightedPrimitives {
      try primitives.value(batch: batch) { () throws(KernelError) in
        try WeightedPrimitives(operation, batch: batch, weight: weight, bias: bias, engine)
      }
    }
  }
#endif
