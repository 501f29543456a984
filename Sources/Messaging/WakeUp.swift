private import CLinux
private import Glibc

/// A descriptor that becomes readable when another thread asks for attention.
final class WakeUp: Sendable {
  let descriptor: Int32

  init() throws(TransportError) {
    descriptor = muster_eventfd_open()
    guard descriptor >= 0 else { throw .last("opening a wake-up descriptor") }
  }

  deinit { close(descriptor) }

  /// Makes the descriptor readable; from any thread.
  func signal() {
    var one: UInt64 = 1
    // The one refusal, a counter that is full, leaves the descriptor readable too.
    _ = unsafe write(descriptor, &one, MemoryLayout<UInt64>.size)
  }

  /// Makes it unreadable until the next signal.
  func clear() {
    var count: UInt64 = 0
    _ = unsafe read(descriptor, &count, MemoryLayout<UInt64>.size)
  }
}
