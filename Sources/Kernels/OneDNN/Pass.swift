#if MUSTER_ONEDNN
  import COneDNN

  /// One pass of a weighted layer, with what converts the weight before or its gradient after it.
  struct Pass {
    private let steps: [Primitive]

    /// A pass that reads the weight.
    init(
      _ descriptor: PrimitiveDescriptor, reading weight: OneDNNParameter, _ engine: OneDNNEngine,
      _ memories: [(Int32, Memory)]
    ) throws(KernelError) {
      let kept = try Memory(weight.layout, engine, at: weight.storage)
      let wanted = descriptor.layout(of: dnnl_query_weights_md)
      let read = try wanted == weight.layout ? kept : Self.makeMemory(wanted, engine)
      let main = try Primitive(descriptor, engine, memories + [(DNNL_ARG_WEIGHTS, read)])
      steps = try read === kept ? [main] : [Primitive(reordering: kept, to: read, engine), main]
    }

    /// A pass that writes the weight's gradient.
    init(
      _ descriptor: PrimitiveDescriptor, writing weight: OneDNNParameter, _ engine: OneDNNEngine,
      _ memories: [(Int32, Memory)]
    ) throws(KernelError) {
      let kept = try Memory(weight.layout, engine, at: weight.gradientStorage)
      let wanted = descriptor.layout(of: dnnl_query_diff_weights_md)
      let written = try wanted == weight.layout ? kept : Self.makeMemory(wanted, engine)
      let main = try Primitive(descriptor, engine, memories + [(DNNL_ARG_DIFF_WEIGHTS, written)])
      steps =
        try written === kept ? [main] : [main, Primitive(reordering: written, to: kept, engine)]
    }

    func run(_ stream: OneDNNStream, _ workspace: KernelWorkspace) throws(KernelError) {
      for step in steps { try step.run(stream, workspace: workspace) }
    }

    private static func makeMemory(
      _ layout: MemoryDescriptor, _ engine: OneDNNEngine
    ) throws(KernelError) -> Memory {
      try Memory(layout, engine, at: AlignedBuffer(count: layout.count))
    }
  }
#endif
