private import CLinux
private import Foundation
private import Synchronization

/// Runs actors on one thread that also waits for sockets.
///
/// libzmq's sockets belong to one thread, and a thread that waits for one must not be a thread of
/// Swift's pool. So the thread's loop is a poll over its sockets and a wake-up descriptor: jobs of
/// actors run as soon as they are enqueued, messages are read as soon as they arrive, and neither
/// starves the other. The thread exists while there are sockets or jobs; nothing has to be shut
/// down.
// `@unchecked`: `sockets` is touched on the thread alone, everything else is locked or constant.
package final class ThreadExecutor: SerialExecutor, @unchecked Sendable {
  private struct State {
    var jobs: [UnownedJob] = []
    /// The thread, while there is one.
    var thread: pthread_t?
    var isRunning = false
    /// Whether the thread waits, or is about to wait, for the wake-up.
    var isAsleep = false
    var waitingForEnd: [CheckedContinuation<Void, Never>] = []
  }

  private let name: String
  private let wakeUp: WakeUp
  private let state = Mutex(State())
  /// The sockets of the actors that run here.
  let sockets: PollSet

  /// An executor whose thread starts with the first job.
  ///
  /// - Parameter name: of the thread, at most 15 bytes, for debuggers and `top`.
  /// - Throws: `TransportError.system` when the process has no descriptors left.
  package init(name: String = "muster-socket") throws(TransportError) {
    self.name = name
    wakeUp = try WakeUp()
    sockets = PollSet(wakeUp: wakeUp)
  }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let (mustStart, mustWake) = state.withLock { state in
      state.jobs.append(job)
      defer {
        state.isAsleep = false
        state.isRunning = true
      }
      return (!state.isRunning, state.isAsleep)
    }
    if mustStart { startThread() } else if mustWake { wakeUp.signal() }
  }

  package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
    unsafe UnownedSerialExecutor(ordinary: self)
  }

  package func checkIsolated() {
    precondition(isCurrentThread, "this runs on another thread than '\(name)', which it belongs to")
  }

  package func isIsolatingCurrentContext() -> Bool? { isCurrentThread }

  /// Returns when no socket and no job is left and the thread has ended.
  package func waitUntilIdle() async {
    await withCheckedContinuation { continuation in
      let isRunning = state.withLock { state in
        if state.isRunning { state.waitingForEnd.append(continuation) }
        return state.isRunning
      }
      if !isRunning { continuation.resume() }
    }
  }

  // MARK: - The thread

  private var isCurrentThread: Bool {
    state.withLock { state in
      state.thread.map { pthread_equal($0, pthread_self()) != 0 } ?? false
    }
  }

  private func startThread() {
    // Foundation gives its name only to a thread that already runs, so the thread takes it itself.
    Thread {
      unsafe muster_name_thread(self.name)
      self.run()
    }.start()
  }

  private func run() {
    state.withLock { $0.thread = pthread_self() }
    var jobs: [UnownedJob] = []
    while true {
      jobs.removeAll(keepingCapacity: true)
      state.withLock { swap(&jobs, &$0.jobs) }
      for job in jobs { unsafe job.runSynchronously(on: asUnownedSerialExecutor()) }
      if sockets.isEmpty {
        if jobs.isEmpty && endThread() { return }
      } else {
        waitForSockets()
      }
    }
  }

  private func waitForSockets() {
    let mayBlock = state.withLock { state in
      state.isAsleep = state.jobs.isEmpty
      return state.isAsleep
    }
    let wasWoken = sockets.wait(blocking: mayBlock)
    state.withLock { $0.isAsleep = false }
    // A signal that comes after this only costs one more turn of the loop.
    if wasWoken { wakeUp.clear() }
  }

  /// Ends the thread's claim unless a job came in between.
  private func endThread() -> Bool {
    let waiting: [CheckedContinuation<Void, Never>]? = state.withLock { state in
      guard state.jobs.isEmpty else { return nil }
      state.isRunning = false
      state.thread = nil
      defer { state.waitingForEnd = [] }
      return state.waitingForEnd
    }
    for continuation in waiting ?? [] { continuation.resume() }
    return waiting != nil
  }
}
