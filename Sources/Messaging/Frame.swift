private import CZeroMQ
private import Synchronization

/// The bytes of one part of a message, in libzmq's own memory.
///
/// A received frame is read where libzmq put it. A frame that is sent is shared, not copied: the
/// same model goes to a thousand peers from one buffer, which is freed when the last of them has
/// it. The bytes never change after `init`.
// `@unchecked`: the bytes are constant, and `sharing` orders the only call that writes (to the
// reference count).
@safe package final class Frame: @unchecked Sendable {
  // Short payloads lie inside the structure itself, so it must never move: it is allocated, not
  // stored.
  private let message: UnsafeMutablePointer<zmq_msg_t>
  private let sharing = Mutex(())

  /// An empty message, for libzmq to fill.
  private init() {
    unsafe message = .allocate(capacity: 1)
    unsafe zmq_msg_init(message)
  }

  /// A frame that holds a copy of `bytes`.
  ///
  /// - Throws: `TransportError.system` when there is no memory for it.
  package init(copying bytes: RawSpan) throws(TransportError) {
    unsafe message = .allocate(capacity: 1)
    guard unsafe zmq_msg_init_size(message, bytes.byteCount) == 0 else {
      let error = TransportError.last("allocating a message of \(bytes.byteCount) bytes")
      unsafe zmq_msg_init(message)
      throw error
    }
    unsafe bytes.withUnsafeBytes { source in
      unsafe UnsafeMutableRawBufferPointer(start: zmq_msg_data(message), count: source.count)
        .copyMemory(from: source)
    }
  }

  /// A frame that holds a copy of `bytes`.
  ///
  /// - Throws: `TransportError.system` when there is no memory for it.
  package convenience init(_ bytes: [UInt8]) throws(TransportError) {
    try unsafe self.init(copying: bytes.span.bytes)
  }

  deinit {
    unsafe zmq_msg_close(message)
    unsafe message.deallocate()
  }

  package var byteCount: Int { unsafe zmq_msg_size(message) }

  /// The bytes, where libzmq holds them; their address may have any alignment.
  package var bytes: RawSpan {
    @_lifetime(borrow self)
    get {
      let buffer = unsafe UnsafeRawBufferPointer(start: zmq_msg_data(message), count: byteCount)
      return unsafe _overrideLifetime(RawSpan(_unsafeBytes: buffer), borrowing: self)
    }
  }

  /// Runs `body` with the bytes, where libzmq holds them.
  package func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result { try body(bytes) }

  /// The bytes, as an array of their own.
  package func copiedBytes() -> [UInt8] {
    unsafe bytes.withUnsafeBytes { unsafe [UInt8]($0) }
  }

  // MARK: - To and from sockets

  /// Whether more parts of the same message follow this received one.
  var hasMore: Bool { unsafe zmq_msg_more(message) != 0 }

  /// The next part that waits in a socket.
  ///
  /// - Parameter socket: a libzmq socket, on the thread it is confined to.
  /// - Returns: the part, or `nil` when none waits.
  /// - Throws: `TransportError.closed` when the context is going away.
  @unsafe static func received(
    from socket: UnsafeMutableRawPointer
  ) throws(TransportError) -> Frame? {
    let frame = Frame()
    while unsafe zmq_msg_recv(frame.message, socket, ZMQ_DONTWAIT) < 0 {
      switch zmq_errno() {
      case EINTR: continue
      case EAGAIN: return nil
      default: throw .last("receiving a message")
      }
    }
    return frame
  }

  /// Hands a socket a reference to these bytes.
  ///
  /// - Parameters:
  ///   - socket: a libzmq socket, on the thread it is confined to.
  ///   - more: whether other parts of the same message follow.
  /// - Returns: 0, or the error number of the refusal; the frame stays as it was.
  @unsafe func share(with socket: UnsafeMutableRawPointer, more: Bool) -> Int32 {
    unsafe withUnsafeTemporaryAllocation(of: zmq_msg_t.self, capacity: 1) { buffer in
      guard let copy = buffer.baseAddress else { return ENOMEM }
      unsafe zmq_msg_init(copy)
      let copied = sharing.withLock { _ in unsafe zmq_msg_copy(copy, message) }
      guard copied == 0 else { return zmq_errno() }
      while unsafe zmq_msg_send(copy, socket, ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0)) < 0 {
        let code = zmq_errno()
        if code == EINTR { continue }
        unsafe zmq_msg_close(copy)
        return code
      }
      return 0
    }
  }
}

extension Frame: Equatable {
  /// Equal when the bytes are.
  package static func == (first: Frame, second: Frame) -> Bool {
    unsafe first.bytes.withUnsafeBytes { left in
      unsafe second.bytes.withUnsafeBytes { right in unsafe left.elementsEqual(right) }
    }
  }
}
