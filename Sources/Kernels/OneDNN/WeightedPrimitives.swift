#if MUSTER_ONEDNN
  import COneDNN

  /// The three passes of a weighted layer for one batch size, with their conversions.
  final class WeightedPrimitives {
    private let operation: any WeightedOperation
    private let batch: Int
    private let weight: OneDNNParameter
    private let engine: OneDNNEngine
    private let input: Memory
    private let output: Memory
    private let inputGradient: Memory
    private let outputGradient: Memory
    private let forwardDescriptor: PrimitiveDescriptor
    private let forwardPass: Pass
    private let weightPass: Pass
    /// Made when it is first asked for: a first layer never needs it.
    private var inputPass: Pass?

    init(
      _ operation: any WeightedOperation, batch: Int, weight: OneDNNParameter,
      bias: OneDNNParameter?, _ engine: OneDNNEngine
    ) throws(KernelError) {
      self.operation = operation
      self.batch = batch
      self.weight = weight
      self.engine = engine
      input = try Memory(operation.input(batch: batch), engine)
      output = try Memory(operation.output(batch: batch), engine)
      inputGradient = try Memory(operation.input(batch: batch), engine)
      outputGradient = try Memory(operation.output(batch: batch), engine)
      forwardDescriptor = try Self.choose(operation, weight) { layout throws(KernelError) in
        try operation.forward(batch: batch, weight: layout, engine)
      }
      forwardPass = try Pass(
        forwardDescriptor, reading: weight, engine,
        [(DNNL_ARG_SRC, input), (DNNL_ARG_DST, output)]
          + Self.argument(DNNL_ARG_BIAS, bias, bias?.storage, engine))
      let forward = forwardDescriptor
      weightPass = try Pass(
        try Self.choose(operation, weight) { layout throws(KernelError) in
          try operation.backwardWeight(batch: batch, weight: layout, forward, engine)
        }, writing: weight, engine,
        [(DNNL_ARG_SRC, input), (DNNL_ARG_DIFF_DST, outputGradient)]
          + Self.argument(DNNL_ARG_DIFF_BIAS, bias, bias?.gradientStorage, engine))
    }

    func forward(
      _ source: Activation, into target: Activation, _ stream: OneDNNStream,
      _ workspace: KernelWorkspace
    ) throws(KernelError) {
      try input.point(at: source.storage)
      try output.point(at: target.storage)
      try forwardPass.run(stream, workspace)
    }

    func backwardWeight(
      input source: Activation, outputGradient gradient: Activation, _ stream: OneDNNStream,
      _ workspace: KernelWorkspace
    ) throws(KernelError) {
      try input.point(at: source.storage)
      try outputGradient.point(at: gradient.storage)
      try weightPass.run(stream, workspace)
    }

    func backwardInput(
      outputGradient gradient: Activation, into target: Activation, _ stream: OneDNNStream,
      _ workspace: KernelWorkspace
    ) throws(KernelError) {
      try outputGradient.point(at: gradient.storage)
      try inputGradient.point(at: target.storage)
      try preparedInputPass().run(stream, workspace)
    }

    // MARK: - Details

    private func preparedInputPass() throws(KernelError) -> Pass {
      if let inputPass { return inputPass }
      let (operation, batch, engine, forward) = (operation, batch, engine, forwardDescriptor)
      let descriptor = try Self.choose(operation, weight) { layout throws(KernelError) in
        try operation.backwardInput(batch: batch, weight: layout, forward, engine)
      }
      let pass = try Pass(
        descriptor, reading: weight, engine,
        [(DNNL_ARG_DIFF_DST, outputGradient), (DNNL_ARG_DIFF_SRC, inputGradient)])
      inputPass = pass
      return pass
    }

    /// An argument for a tensor that may be missing.
    private static func argument(
      _ place: Int32, _ tensor: OneDNNParameter?, _ buffer: AlignedBuffer?, _ engine: OneDNNEngine
    ) throws(KernelError) -> [(Int32, Memory)] {
      guard let tensor else { return [] }
      return [(place, try Memory(tensor.layout, engine, at: buffer))]
    }

    /// The implementation for the weight as it lies, if it is to stay so and there is a fast one;
    /// else the library's own choice.
    private static func choose(
      _ operation: any WeightedOperation, _ weight: OneDNNParameter,
      _ make: (MemoryDescriptor?) throws(KernelError) -> PrimitiveDescriptor
    ) throws(KernelError) -> PrimitiveDescriptor {
      if operation.keepsForwardLayout, let kept = try? make(weight.layout), !kept.isReference {
        return kept
      }
      return try make(nil)
    }
  }
#endif
