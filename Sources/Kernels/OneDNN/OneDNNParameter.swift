#if MUSTER_ONEDNN
  import COneDNN

  /// A trainable tensor in the layout that oneDNN's forward pass likes best.
  final class OneDNNParameter: KernelParameter {
    let count: Int
    /// The layout of `storage` and `gradientStorage`.
    let layout: MemoryDescriptor
    let storage: AlignedBuffer
    let gradientStorage: AlignedBuffer

    private let stream: OneDNNStream
    private let workspace = OneDNNWorkspace()
    /// Values on their way in or out, in canonical order.
    private let canonical: AlignedBuffer
    private let loading: Primitive
    private let storing: Primitive
    private let storingGradient: Primitive

    /// A tensor of zeros.
    ///
    /// - Parameters:
    ///   - canonicalLayout: row-major.
    ///   - layout: the kernel's own, for the same dimensions.
    ///   - engine: the library's processor.
    ///   - stream: where conversions run.
    /// - Throws: `KernelError.library`.
    init(
      canonicalLayout: MemoryDescriptor, layout: MemoryDescriptor, _ engine: OneDNNEngine,
      _ stream: OneDNNStream
    ) throws(KernelError) {
      count = canonicalLayout.count
      self.layout = layout
      self.stream = stream
      canonical = AlignedBuffer(count: count)
      storage = AlignedBuffer(count: layout.count)
      gradientStorage = AlignedBuffer(count: layout.count)
      let edge = try Memory(canonicalLayout, engine, at: canonical)
      let values = try Memory(layout, engine, at: storage)
      let gradients = try Memory(layout, engine, at: gradientStorage)
      loading = try Primitive(reordering: edge, to: values, engine)
      storing = try Primitive(reordering: values, to: edge, engine)
      storingGradient = try Primitive(reordering: gradients, to: edge, engine)
    }

    func load(_ values: Span<Float>) throws(KernelError) {
      canonical.copy(from: values)
      try loading.run(stream, workspace: workspace)
    }

    func store(into values: inout MutableSpan<Float>) throws(KernelError) {
      try storing.run(stream, workspace: workspace)
      canonical.copy(into: &values)
    }

    func storeGradient(into values: inout MutableSpan<Float>) throws(KernelError) {
      try storingGradient.run(stream, workspace: workspace)
      canonical.copy(into: &values)
    }
  }

  extension Primitive {
    /// A conversion from one memory's layout to another's.
    convenience init(
      reordering source: Memory, to target: Memory, _ engine: OneDNNEngine
    ) throws(KernelError) {
      let descriptor = try PrimitiveDescriptor(
        reordering: source.descriptor, to: target.descriptor, engine)
      try self.init(
        descriptor, engine, [(DNNL_ARG_FROM, source), (DNNL_ARG_TO, target)])
    }
  }
#endif
