private import Synchronization

/// The parent's end of a child's standard input.
///
/// One thread writes, any may close; a close during a write takes effect after it.
final class ChildInput: Sendable {
  private struct State: ~Copyable {
    var descriptor: Descriptor?
    var isWriting = false
    var mustClose = false
  }

  private let state: Mutex<State>

  init(_ descriptor: consuming Descriptor) {
    state = Mutex(State(descriptor: descriptor))
  }

  func write(_ bytes: [UInt8]) {
    guard let descriptor = begin() else { return }
    descriptor.write(bytes)
    end(descriptor)
  }

  func close() {
    state.withLock { state in
      if state.isWriting { state.mustClose = true } else { state.descriptor = nil }
    }
  }

  // The descriptor leaves the lock for the time of the write, which may be long.
  private func begin() -> Descriptor? {
    state.withLock { state in
      state.isWriting = state.descriptor != nil
      return state.descriptor.take()
    }
  }

  private func end(_ descriptor: consuming Descriptor) {
    var returned: Descriptor? = descriptor
    state.withLock { state in
      state.isWriting = false
      if !state.mustClose { state.descriptor = returned.take() }
    }
  }
}
