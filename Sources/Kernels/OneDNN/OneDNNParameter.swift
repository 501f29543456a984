#if MUSTER_ONEDNN
  import COneDNN

  /// A trainable tensor in the layout that oneDNN's forward pass likes best.
  final class OneDNNParameter: KernelParameter {
    let count: Int
    /// The layout of `storage` and `gradientStorage`.
    let layout: MemoryDescriptor
    let storage: AlignedBuffer
    let gradientStorage: AlignedBuffer

    private let order: BlockedOrder

    /// A tensor of zeros.
    ///
    /// - Parameters:
    ///   - canonicalLayout: row-major.
    ///   - layout: the kernel's own, for the same dimensions.
    /// - Throws: `KernelError.library`.
    init(canonicalLayout: MemoryDescriptor, layout: MemoryDescriptor) throws(KernelError) {
      count = canonicalLayout.count
      self.layout = layout
      storage = AlignedBuffer(count: layout.count)
      gradientStorage = AlignedBuffer(count: layout.count)
      order = try BlockedOrder(canonicalLayout.dimensions, in: layout)
    }

    func load(_ values: Span<Float>) { order.load(values, into: storage) }

    func store(into values: inout MutableSpan<Float>) { order.store(storage, into: &values) }

    func storeGradient(into values: inout MutableSpan<Float>) {
      order.store(gradientStorage, into: &values)
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
