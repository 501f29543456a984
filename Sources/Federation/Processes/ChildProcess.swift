private import Foundation
private import Glibc
private import Synchronization

/// A running child and all it starts.
///
/// The child gets its assignment as the first lines of standard input and sees the input's end when
/// this process closes it, ends or is killed. A thread waits for it, so it never stays behind as a
/// zombie. Dropping the last reference closes the input and leaves the child to end by itself;
/// `terminate(grace:)` makes sure.
package final class ChildProcess: Sendable {
  /// The process id, which is also that of its group.
  package let id: Int32

  fileprivate struct State {
    var exit: ChildExit?
    var waiting: [CheckedContinuation<ChildExit, Never>] = []
  }

  /// What the waiting thread shares with this object, so that it does not keep it alive.
  fileprivate final class Shared: Sendable {
    let id: Int32
    let state = Mutex(State())
    let input: ChildInput

    init(id: Int32, input: consuming Descriptor) {
      self.id = id
      self.input = ChildInput(input)
    }
  }

  private let shared: Shared

  /// Starts a child.
  ///
  /// - Parameters:
  ///   - command: what to run.
  ///   - onExit: called once, on a thread of its own, when the child has ended.
  /// - Throws: `ProcessError` when the program cannot be started or its log not be written.
  package init(
    _ command: ChildCommand, onExit: @escaping @Sendable (ChildExit) -> Void = { _ in }
  ) throws(ProcessError) {
    let pipe = try Pipe()
    id = try command.spawn(reading: pipe.readEnd)
    shared = Shared(id: id, input: pipe.writeEnd)
    let shared = self.shared
    let input = Array(command.input.utf8)
    Thread {
      // A child that does not read keeps this thread, and no other, until it ends.
      shared.input.write(input)
      onExit(shared.waitForEnd())
    }.start()
  }

  deinit { shared.input.close() }

  /// How the child ended, as soon as it has.
  package var exit: ChildExit {
    get async {
      await withCheckedContinuation { continuation in
        let exit = shared.state.withLock { state in
          if state.exit == nil { state.waiting.append(continuation) }
          return state.exit
        }
        if let exit { continuation.resume(returning: exit) }
      }
    }
  }

  /// Whether the child still runs.
  package var isRunning: Bool { shared.state.withLock { $0.exit == nil } }

  /// Ends the child's standard input, after what it was given at the start.
  package func closeInput() { shared.input.close() }

  /// Sends a signal to the child and all it started.
  ///
  /// - Parameter signal: such as `SIGTERM`.
  /// - Returns: `false` when the child has ended already.
  @discardableResult
  package func send(signal: Int32) -> Bool {
    // The lock keeps the child from being reaped, and its number from being given to another
    // process, meanwhile.
    shared.state.withLock { $0.exit == nil && kill(-id, signal) == 0 }
  }

  /// Asks the child and all it started to end, and ends them by force after a while.
  ///
  /// - Parameter grace: how long they have to end by themselves.
  /// - Returns: how the child ended.
  @discardableResult
  package func terminate(grace: Duration) async -> ChildExit {
    closeInput()
    send(signal: SIGTERM)
    let force = Task {
      try await Task.sleep(for: grace)
      send(signal: SIGKILL)
    }
    defer { force.cancel() }
    return await exit
  }
}

// MARK: - The waiting thread

extension ChildProcess.Shared {
  /// Waits for the child, ends what it left behind, and tells everybody.
  fileprivate func waitForEnd() -> ChildExit {
    waitWithoutReaping()
    let (exit, waiting) = state.withLock { state in
      // Until it is reaped, the child's number means its group and nothing else.
      kill(-id, SIGKILL)
      let exit = reap()
      defer { state.waiting = [] }
      state.exit = exit
      return (exit, state.waiting)
    }
    input.close()
    for continuation in waiting { continuation.resume(returning: exit) }
    return exit
  }

  private func waitWithoutReaping() {
    var info = unsafe siginfo_t()
    while unsafe waitid(P_PID, id_t(id), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
  }

  private func reap() -> ChildExit {
    var status: Int32 = 0
    while true {
      if unsafe waitpid(id, &status, 0) == id { return ChildExit(status: status) }
      guard errno == EINTR else { return .unknown }
    }
  }
}
