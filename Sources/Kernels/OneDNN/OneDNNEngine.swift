#if MUSTER_ONEDNN
  import COneDNN

  /// oneDNN's handle of the processor.
  ///
  /// Sendable, because the library allows an engine to be used by several threads.
  @safe final class OneDNNEngine: @unchecked Sendable {
    let handle: dnnl_engine_t

    init() throws(KernelError) {
      var engine: dnnl_engine_t?
      try unsafe requireSuccess(dnnl_engine_create(&engine, dnnl_cpu, 0), "dnnl_engine_create")
      unsafe handle = try unsafe required(engine, "dnnl_engine_create")
    }

    deinit { unsafe dnnl_engine_destroy(handle) }
  }

  /// The queue that a kernel's primitives run on; each call returns when its work is done.
  @safe final class OneDNNStream {
    let handle: dnnl_stream_t

    init(_ engine: OneDNNEngine) throws(KernelError) {
      var stream: dnnl_stream_t?
      try unsafe requireSuccess(
        dnnl_stream_create(
          &stream, engine.handle, dnnl_stream_default_flags.rawValue),
        "dnnl_stream_create")
      unsafe handle = try unsafe required(stream, "dnnl_stream_create")
    }

    deinit { unsafe dnnl_stream_destroy(handle) }
  }

  /// Turns a status of the library into an error.
  func requireSuccess(_ status: dnnl_status_t, _ call: String) throws(KernelError) {
    guard status == dnnl_success else { throw .library(call: call, code: Int(status.rawValue)) }
  }

  /// A handle that a successful call must have set.
  func required(_ handle: OpaquePointer?, _ call: String) throws(KernelError) -> OpaquePointer {
    guard let handle = unsafe handle else { throw .library(call: call, code: 0) }
    return unsafe handle
  }
#endif
