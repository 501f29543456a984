#if MUSTER_ONEDNN
  import COneDNN

  /// A choice of implementation for one operation on given shapes and layouts.
  @safe final class PrimitiveDescriptor {
    let handle: dnnl_primitive_desc_t

    /// Chooses an implementation that takes its scratch memory from the caller.
    ///
    /// - Parameters:
    ///   - operation: one of oneDNN's operation descriptors.
    ///   - engine: where it is to run.
    ///   - fusesReLU: whether a rectifier follows.
    ///   - forward: for a backward pass, its forward pass.
    ///   - isRefused: whether an implementation of this name is not to be chosen.
    /// - Throws: `KernelError.library` if there is none for these layouts.
    init<Operation>(
      _ operation: Operation, _ engine: OneDNNEngine, fusesReLU: Bool = false,
      forward: PrimitiveDescriptor? = nil, refusing isRefused: (String) -> Bool = { _ in false }
    ) throws(KernelError) {
      let attributes = try Attributes(fusesReLU: fusesReLU)
      var candidates: dnnl_primitive_desc_iterator_t?
      let status = unsafe withUnsafePointer(to: operation) {
        unsafe dnnl_primitive_desc_iterator_create(
          &candidates, $0, attributes.handle, engine.handle, forward?.handle)
      }
      try requireSuccess(status, "dnnl_primitive_desc_iterator_create")
      defer { unsafe dnnl_primitive_desc_iterator_destroy(candidates) }
      var fetched = unsafe dnnl_primitive_desc_iterator_fetch(candidates)
      while let descriptor = unsafe fetched, isRefused(unsafe Self.name(of: descriptor)) {
        unsafe dnnl_primitive_desc_destroy(descriptor)
        try unsafe requireSuccess(
          dnnl_primitive_desc_iterator_next(candidates), "dnnl_primitive_desc_iterator_next")
        unsafe fetched = unsafe dnnl_primitive_desc_iterator_fetch(candidates)
      }
      unsafe handle = try unsafe required(fetched, "dnnl_primitive_desc_iterator_fetch")
    }

    /// Chooses a way from one layout to another.
    init(
      reordering source: MemoryDescriptor, to target: MemoryDescriptor, _ engine: OneDNNEngine
    ) throws(KernelError) {
      let attributes = try Attributes(fusesReLU: false)
      var (source, target) = (source.raw, target.raw)
      var descriptor: dnnl_primitive_desc_t?
      try unsafe requireSuccess(
        dnnl_reorder_primitive_desc_create(
          &descriptor, &source, engine.handle, &target, engine.handle, attributes.handle),
        "dnnl_reorder_primitive_desc_create")
      unsafe handle = try unsafe required(descriptor, "dnnl_reorder_primitive_desc_create")
    }

    deinit { unsafe dnnl_primitive_desc_destroy(handle) }

    /// The layout that the implementation wants for one of its arguments.
    func layout(of argument: dnnl_query_t) -> MemoryDescriptor {
      guard let found = unsafe dnnl_primitive_desc_query_md(handle, argument, 0) else {
        return MemoryDescriptor(dnnl_memory_desc_t())
      }
      return MemoryDescriptor(unsafe found.pointee)
    }

    /// Whether this is the library's slow loop for what nothing else computes.
    var isReference: Bool { unsafe Self.name(of: handle).hasPrefix("ref") }

    /// What the library calls an implementation; empty if it does not say.
    private static func name(of descriptor: dnnl_primitive_desc_t) -> String {
      var name: UnsafePointer<CChar>?
      let status = unsafe withUnsafeMutablePointer(to: &name) {
        unsafe dnnl_primitive_desc_query(descriptor, dnnl_query_impl_info_str, 0, $0)
      }
      guard status == dnnl_success, let name = unsafe name else { return "" }
      return unsafe String(cString: name)
    }

    /// Where it keeps what lies between its steps; empty if it needs nothing.
    var scratch: MemoryDescriptor { layout(of: dnnl_query_scratchpad_md) }
  }

  /// How an operation is to be carried out.
  @safe private final class Attributes {
    let handle: dnnl_primitive_attr_t

    init(fusesReLU: Bool) throws(KernelError) {
      var attributes: dnnl_primitive_attr_t?
      try unsafe requireSuccess(
        dnnl_primitive_attr_create(&attributes), "dnnl_primitive_attr_create")
      unsafe handle = try unsafe required(attributes, "dnnl_primitive_attr_create")
      try unsafe requireSuccess(
        dnnl_primitive_attr_set_scratchpad_mode(handle, dnnl_scratchpad_mode_user),
        "dnnl_primitive_attr_set_scratchpad_mode")
      if fusesReLU { try appendReLU() }
    }

    deinit { unsafe dnnl_primitive_attr_destroy(handle) }

    private func appendReLU() throws(KernelError) {
      var operations: dnnl_post_ops_t?
      try unsafe requireSuccess(dnnl_post_ops_create(&operations), "dnnl_post_ops_create")
      defer { unsafe dnnl_post_ops_destroy(operations) }
      try unsafe requireSuccess(
        dnnl_post_ops_append_eltwise(operations, 1, dnnl_eltwise_relu, 0, 0),
        "dnnl_post_ops_append_eltwise")
      try unsafe requireSuccess(
        dnnl_primitive_attr_set_post_ops(handle, operations), "dnnl_primitive_attr_set_post_ops")
    }
  }

  /// An implementation, compiled, with the memories it works on.
  @safe final class Primitive {
    private let handle: dnnl_primitive_t
    private let arguments: [dnnl_exec_arg_t]
    /// Kept, because the arguments only point at them.
    private let memories: [Memory]
    private let scratch: Memory?

    init(
      _ descriptor: PrimitiveDescriptor, _ engine: OneDNNEngine, _ memories: [(Int32, Memory)]
    ) throws(KernelError) {
      var primitive: dnnl_primitive_t?
      try unsafe requireSuccess(
        dnnl_primitive_create(&primitive, descriptor.handle), "dnnl_primitive_create")
      unsafe handle = try unsafe required(primitive, "dnnl_primitive_create")
      scratch = descriptor.scratch.count == 0 ? nil : try Memory(descriptor.scratch, engine)
      let all = memories + (scratch.map { [(DNNL_ARG_SCRATCHPAD, $0)] } ?? [])
      self.memories = all.map(\.1)
      unsafe arguments = unsafe all.map { unsafe dnnl_exec_arg_t(arg: $0.0, memory: $0.1.handle) }
    }

    deinit { unsafe dnnl_primitive_destroy(handle) }

    /// Computes, with `workspace` for scratch memory.
    func run(_ stream: OneDNNStream, workspace: KernelWorkspace) throws(KernelError) {
      if let scratch { try scratch.point(at: workspace.buffer(holding: scratch.descriptor.count)) }
      try unsafe requireSuccess(
        dnnl_primitive_execute(handle, stream.handle, CInt(arguments.count), arguments),
        "dnnl_primitive_execute")
      try unsafe requireSuccess(dnnl_stream_wait(stream.handle), "dnnl_stream_wait")
    }
  }
#endif
