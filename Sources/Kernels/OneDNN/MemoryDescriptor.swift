#if MUSTER_ONEDNN
  import COneDNN
  import Tensors

  /// The shape and order of floats in memory, or the wish to be told the best order.
  struct MemoryDescriptor: Equatable {
    private(set) var raw: dnnl_memory_desc_t

    /// A descriptor that the library handed out.
    init(_ raw: dnnl_memory_desc_t) { self.raw = raw }

    /// Floats of given dimensions, in oneDNN's canonical order of axes, laid out as `tag` says.
    init(_ dimensions: [Int], _ tag: dnnl_format_tag_t) throws(KernelError) {
      raw = dnnl_memory_desc_t()
      let sizes = dimensions.map { dnnl_dim_t($0) }
      try unsafe requireSuccess(
        dnnl_memory_desc_init_by_tag(&raw, CInt(sizes.count), sizes, dnnl_f32, tag),
        "dnnl_memory_desc_init_by_tag")
    }

    /// A batch of images in a layout.
    static func images(
      _ shape: ImageShape, batch: Int, layout: ActivationLayout
    ) throws(KernelError) -> MemoryDescriptor {
      let tag =
        switch (layout, layout.groupSize(for: shape)) {
        case (.channelsLast, _): dnnl_nhwc
        case (.blocked, 16): dnnl_nChw16c
        default: dnnl_nchw
        }
      return try MemoryDescriptor([batch, shape.channels, shape.height, shape.width], tag)
    }

    /// The lengths of the dimensions, in oneDNN's canonical order of axes.
    var dimensions: [Int] {
      let count = raw.ndims
      return unsafe withUnsafePointer(to: raw) { layout in
        (0..<count).map { unsafe Int(muster_dnnl_length(layout, $0)) }
      }
    }

    /// The number of floats that it takes, padding included.
    var count: Int {
      let bytes = unsafe withUnsafePointer(to: raw) { unsafe dnnl_memory_desc_get_size($0) }
      return (bytes + 3) / 4
    }

    static func == (first: MemoryDescriptor, second: MemoryDescriptor) -> Bool {
      unsafe withUnsafePointer(to: first.raw) { first in
        unsafe withUnsafePointer(to: second.raw) { unsafe dnnl_memory_desc_equal(first, $0) } != 0
      }
    }
  }

  /// A place for values in oneDNN's terms; it keeps the buffer that it points at.
  @safe final class Memory {
    let descriptor: MemoryDescriptor
    let handle: dnnl_memory_t
    private var buffer: AlignedBuffer?

    /// Points at `buffer`, or at nothing until `point(at:)`.
    init(
      _ descriptor: MemoryDescriptor, _ engine: OneDNNEngine, at buffer: AlignedBuffer? = nil
    ) throws(KernelError) {
      self.descriptor = descriptor
      var memory: dnnl_memory_t?
      var raw = descriptor.raw
      try unsafe requireSuccess(
        dnnl_memory_create(&memory, &raw, engine.handle, nil), "dnnl_memory_create")
      unsafe handle = try unsafe required(memory, "dnnl_memory_create")
      if let buffer { try point(at: buffer) }
    }

    /// Takes its values from here from now on.
    func point(at buffer: AlignedBuffer) throws(KernelError) {
      if self.buffer === buffer { return }
      precondition(
        buffer.count >= descriptor.count, "\(buffer.count) places for \(descriptor.count) values")
      self.buffer = buffer
      try unsafe requireSuccess(
        dnnl_memory_set_data_handle(handle, buffer.base), "dnnl_memory_set_data_handle")
    }

    deinit { unsafe dnnl_memory_destroy(handle) }
  }
#endif
