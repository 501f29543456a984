private import CZeroMQ
private import Foundation
private import Synchronization

/// libzmq's threads, and the memory its sockets share; a process needs one.
///
/// Sockets keep their context alive. When the last reference goes, the context waits for messages
/// that still linger (by default none do); `terminate()` waits for them without blocking a thread
/// that others need.
// `@unchecked`: libzmq's contexts may be used from any thread, and `isTerminated` guards the
// pointer's end of life.
@safe package final class Context: @unchecked Sendable {
  private let handle: UnsafeMutableRawPointer
  private let isTerminated = Mutex(false)

  /// Starts libzmq's threads.
  ///
  /// - Parameter ioThreads: threads that move bytes; one serves about a gigabyte a second.
  /// - Throws: `TransportError.system` when the process has no descriptors or threads left.
  package init(ioThreads: Int = 1) throws(TransportError) {
    guard let handle = unsafe zmq_ctx_new() else { throw .last("starting libzmq") }
    unsafe self.handle = unsafe handle
    unsafe zmq_ctx_set(handle, ZMQ_IO_THREADS, Int32(clamping: ioThreads))
  }

  deinit { end() }

  /// Ends the context: open sockets fail with `TransportError.closed`, lingering messages are sent.
  ///
  /// Returns when every socket has been closed. Endpoints close theirs by themselves.
  package func terminate() async {
    await withCheckedContinuation { continuation in
      Thread {
        self.end()
        continuation.resume()
      }.start()
    }
  }

  /// A new libzmq socket.
  @unsafe func makeSocket(_ type: Int32) throws(TransportError) -> UnsafeMutableRawPointer {
    let socket = unsafe isTerminated.withLock { ended in
      ended ? nil : unsafe zmq_socket(handle, type)
    }
    if let socket = unsafe socket { return unsafe socket }
    throw isTerminated.withLock { $0 } ? .closed : .last("opening a socket")
  }

  private func end() {
    let wasTerminated = isTerminated.withLock { ended in
      defer { ended = true }
      return ended
    }
    if wasTerminated { return }
    while unsafe zmq_ctx_term(handle) != 0, zmq_errno() == EINTR {}
  }
}
