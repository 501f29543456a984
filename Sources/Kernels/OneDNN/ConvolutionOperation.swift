#if MUSTER_ONEDNN
  import COneDNN
  import Tensors

  /// A convolution in oneDNN's terms.
  struct ConvolutionOperation: WeightedOperation {
    let layout: ActivationLayout
    let hasBias: Bool
    let fusesReLU: Bool
    let canonicalWeight: MemoryDescriptor
    /// Each pass has its own blocking, and converting a filter bank takes about 10 µs.
    let keepsForwardLayout = false
    private let geometry: ConvolutionGeometry

    init(
      _ geometry: ConvolutionGeometry, hasBias: Bool, layout: ActivationLayout, fusesReLU: Bool
    ) throws(KernelError) {
      self.geometry = geometry
      self.layout = layout
      self.hasBias = hasBias
      self.fusesReLU = fusesReLU
      canonicalWeight = try Self.weight(geometry, dnnl_oihw)
    }

    var inputShape: ImageShape { geometry.input }
    var outputShape: ImageShape { geometry.output }

    func input(batch: Int) throws(KernelError) -> MemoryDescriptor {
      try .images(geometry.input, batch: batch, layout: layout)
    }

    func output(batch: Int) throws(KernelError) -> MemoryDescriptor {
      try .images(geometry.output, batch: batch, layout: layout)
    }

    func forward(
      batch: Int, weight: MemoryDescriptor?, _ engine: OneDNNEngine
    ) throws(KernelError) -> PrimitiveDescriptor {
      var sizes = try Sizes(self, batch: batch, weight: weight)
      return try choose { algorithm throws(KernelError) in
        var operation = dnnl_convolution_desc_t()
        try unsafe requireSuccess(
          dnnl_convolution_forward_desc_init(
            &operation, dnnl_forward_training, algorithm, &sizes.input, &sizes.weight,
            &sizes.bias, &sizes.output, sizes.strides, sizes.padding, sizes.padding),
          "dnnl_convolution_forward_desc_init")
        return try PrimitiveDescriptor(operation, engine, fusesReLU: fusesReLU)
      }
    }

    func backwardInput(
      batch: Int, weight: MemoryDescriptor?, _ forward: PrimitiveDescriptor, _ engine: OneDNNEngine
    ) throws(KernelError) -> PrimitiveDescriptor {
      var sizes = try Sizes(self, batch: batch, weight: weight)
      return try choose { algorithm throws(KernelError) in
        var operation = dnnl_convolution_desc_t()
        try unsafe requireSuccess(
          dnnl_convolution_backward_data_desc_init(
            &operation, algorithm, &sizes.input, &sizes.weight, &sizes.output, sizes.strides,
            sizes.padding, sizes.padding),
          "dnnl_convolution_backward_data_desc_init")
        return try PrimitiveDescriptor(operation, engine, forward: forward)
      }
    }

    func backwardWeight(
      batch: Int, weight: MemoryDescriptor?, _ forward: PrimitiveDescriptor, _ engine: OneDNNEngine
    ) throws(KernelError) -> PrimitiveDescriptor {
      var sizes = try Sizes(self, batch: batch, weight: weight)
      return try choose { algorithm throws(KernelError) in
        var operation = dnnl_convolution_desc_t()
        try unsafe requireSuccess(
          dnnl_convolution_backward_weights_desc_init(
            &operation, algorithm, &sizes.input, &sizes.weight, &sizes.bias, &sizes.output,
            sizes.strides, sizes.padding, sizes.padding),
          "dnnl_convolution_backward_weights_desc_init")
        return try PrimitiveDescriptor(
          operation, engine, forward: forward,
          refusing: { LayoutTable.isWrong($0, for: geometry) })
      }
    }

    // MARK: - Details

    /// Winograd's algorithm where the table wants it and the processor has it, else the direct one.
    private func choose(
      _ make: (dnnl_alg_kind_t) throws(KernelError) -> PrimitiveDescriptor
    ) throws(KernelError) -> PrimitiveDescriptor {
      if LayoutTable.prefersWinograd(geometry, layout: layout),
        let fast = try? make(dnnl_convolution_winograd)
      {
        return fast
      }
      return try make(dnnl_convolution_direct)
    }

    private static func weight(
      _ geometry: ConvolutionGeometry, _ tag: dnnl_format_tag_t
    ) throws(KernelError) -> MemoryDescriptor {
      try MemoryDescriptor(
        [geometry.outputChannels, geometry.input.channels, geometry.kernel, geometry.kernel], tag)
    }

    /// What all three passes ask for.
    private struct Sizes {
      var input: dnnl_memory_desc_t
      var weight: dnnl_memory_desc_t
      var bias: dnnl_memory_desc_t
      var output: dnnl_memory_desc_t
      let strides: [dnnl_dim_t]
      let padding: [dnnl_dim_t]

      init(
        _ operation: ConvolutionOperation, batch: Int, weight: MemoryDescriptor?
      ) throws(KernelError) {
        let geometry = operation.geometry
        input = try operation.input(batch: batch).raw
        output = try operation.output(batch: batch).raw
        bias = try operation.rawBias()
        var chosen = weight
        if chosen == nil {
          chosen = try ConvolutionOperation.weight(geometry, dnnl_format_tag_any)
        }
        self.weight = (chosen ?? operation.canonicalWeight).raw
        strides = Array(repeating: dnnl_dim_t(geometry.stride), count: 2)
        padding = Array(repeating: dnnl_dim_t(geometry.padding), count: 2)
      }
    }
  }
#endif
