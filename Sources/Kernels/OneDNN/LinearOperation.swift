#if MUSTER_ONEDNN
  import COneDNN
  import Tensors

  /// A linear layer in oneDNN's terms: it takes images as they are, so that flattening costs nothing.
  struct LinearOperation: WeightedOperation {
    let inputShape: ImageShape
    let outputShape: ImageShape
    let layout: ActivationLayout
    let hasBias = true
    let fusesReLU: Bool
    let canonicalWeight: MemoryDescriptor
    /// Products take a transposed weight almost as fast, and converting a large one costs more: for
    /// 3136 × 512 at batch 64, 1.59 ms as it is against 0.75 + 1.19 ms; at batch 10, 0.87 ms against
    /// 0.69 + 0.36 ms.
    let keepsForwardLayout = true

    init(
      input: ImageShape, outputs: Int, layout: ActivationLayout, fusesReLU: Bool
    ) throws(KernelError) {
      inputShape = input
      outputShape = ImageShape(channels: outputs, height: 1, width: 1)
      self.layout = layout
      self.fusesReLU = fusesReLU
      canonicalWeight = try Self.weight(input, outputs, plain: true)
    }

    func input(batch: Int) throws(KernelError) -> MemoryDescriptor {
      Self.isFlat(inputShape)
        ? try MemoryDescriptor([batch, inputShape.channels], dnnl_ab)
        : try .images(inputShape, batch: batch, layout: layout)
    }

    func output(batch: Int) throws(KernelError) -> MemoryDescriptor {
      try MemoryDescriptor([batch, outputShape.channels], dnnl_ab)
    }

    func forward(
      batch: Int, weight: MemoryDescriptor?, _ engine: OneDNNEngine
    ) throws(KernelError) -> PrimitiveDescriptor {
      var sizes = try Sizes(self, batch: batch, weight: weight)
      var operation = dnnl_inner_product_desc_t()
      try unsafe requireSuccess(
        dnnl_inner_product_forward_desc_init(
          &operation, dnnl_forward_training, &sizes.input, &sizes.weight, &sizes.bias,
          &sizes.output),
        "dnnl_inner_product_forward_desc_init")
      return try PrimitiveDescriptor(operation, engine, fusesReLU: fusesReLU)
    }

    func backwardInput(
      batch: Int, weight: MemoryDescriptor?, _ forward: PrimitiveDescriptor, _ engine: OneDNNEngine
    ) throws(KernelError) -> PrimitiveDescriptor {
      var sizes = try Sizes(self, batch: batch, weight: weight)
      var operation = dnnl_inner_product_desc_t()
      try unsafe requireSuccess(
        dnnl_inner_product_backward_data_desc_init(
          &operation, &sizes.input, &sizes.weight, &sizes.output),
        "dnnl_inner_product_backward_data_desc_init")
      return try PrimitiveDescriptor(operation, engine, forward: forward)
    }

    func backwardWeight(
      batch: Int, weight: MemoryDescriptor?, _ forward: PrimitiveDescriptor, _ engine: OneDNNEngine
    ) throws(KernelError) -> PrimitiveDescriptor {
      var sizes = try Sizes(self, batch: batch, weight: weight)
      var operation = dnnl_inner_product_desc_t()
      try unsafe requireSuccess(
        dnnl_inner_product_backward_weights_desc_init(
          &operation, &sizes.input, &sizes.weight, &sizes.bias, &sizes.output),
        "dnnl_inner_product_backward_weights_desc_init")
      return try PrimitiveDescriptor(operation, engine, forward: forward)
    }

    // MARK: - Details

    private static func isFlat(_ shape: ImageShape) -> Bool { shape.height * shape.width == 1 }

    private static func weight(
      _ input: ImageShape, _ outputs: Int, plain: Bool
    ) throws(KernelError) -> MemoryDescriptor {
      if isFlat(input) {
        return try MemoryDescriptor(
          [outputs, input.channels], plain ? dnnl_ab : dnnl_format_tag_any)
      }
      return try MemoryDescriptor(
        [outputs, input.channels, input.height, input.width],
        plain ? dnnl_oihw : dnnl_format_tag_any)
    }

    /// What all three passes ask for.
    private struct Sizes {
      var input: dnnl_memory_desc_t
      var weight: dnnl_memory_desc_t
      var bias: dnnl_memory_desc_t
      var output: dnnl_memory_desc_t

      init(
        _ operation: LinearOperation, batch: Int, weight: MemoryDescriptor?
      ) throws(KernelError) {
        input = try operation.input(batch: batch).raw
        output = try operation.output(batch: batch).raw
        bias = try operation.rawBias()
        var chosen = weight
        if chosen == nil {
          chosen = try LinearOperation.weight(
            operation.inputShape, operation.outputShape.channels, plain: false)
        }
        self.weight = (chosen ?? operation.canonicalWeight).raw
      }
    }
  }
#endif
