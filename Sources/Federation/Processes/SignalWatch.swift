private import CLinux
private import Foundation
private import Glibc
private import Synchronization

/// Ctrl-C and requests to end, as values.
///
/// While a watch exists, the signals it names no longer end the process. There is one watch at a
/// time.
package final class SignalWatch: Sendable {
  /// A signal that asks a process to end.
  package enum Signal: Int32, Sendable, CaseIterable {
    /// Ctrl-C on the terminal.
    case interrupt = 2
    /// What `kill` and service managers send.
    case terminate = 15
  }

  /// The signals as they come, for one reader; they end with `stop()`.
  package let signals: AsyncStream<Signal>

  private let watched: [Signal]
  private let isStopped = Mutex(false)

  private struct Shared: ~Copyable {
    // A handler may run at any time, so what it writes to is never closed.
    var pipe: Pipe?
    // The stream of the watch that exists.
    var report: AsyncStream<Signal>.Continuation?
  }

  private static let shared = Mutex(Shared())

  /// Begins to watch.
  ///
  /// - Parameter watched: the signals to catch.
  /// - Throws: `ProcessError.system` when there are no descriptors left.
  package init(_ watched: [Signal] = Signal.allCases) throws(ProcessError) {
    self.watched = watched
    let (signals, report) = AsyncStream.makeStream(of: Signal.self)
    self.signals = signals
    let descriptor = try Self.begin(reportingTo: report)
    for signal in watched { muster_catch_signal(signal.rawValue, descriptor) }
  }

  deinit { stop() }

  /// Gives the signals their usual effect back and ends `signals`.
  package func stop() {
    let wasStopped = isStopped.withLock { stopped in
      defer { stopped = true }
      return stopped
    }
    if wasStopped { return }
    for signal in watched { muster_release_signal(signal.rawValue) }
    Self.shared.withLock { shared in
      shared.report?.finish()
      shared.report = nil
    }
  }

  // MARK: - Details

  /// Makes a stream the one that is reported to.
  ///
  /// - Parameter report: the stream.
  /// - Returns: the descriptor for the handler.
  /// - Throws: `ProcessError.system` when there are no descriptors left.
  private static func begin(
    reportingTo report: AsyncStream<Signal>.Continuation
  ) throws(ProcessError) -> Int32 {
    try shared.withLock { shared throws(ProcessError) in
      precondition(shared.report == nil, "2 signal watches at once; there can be 1")
      if shared.pipe == nil { shared.pipe = try openPipe() }
      shared.report = report
      return shared.pipe?.writeEnd.number ?? -1
    }
  }

  /// A pipe, and a thread that reads it as long as the process lives.
  private static func openPipe() throws(ProcessError) -> Pipe {
    let pipe = try Pipe()
    // A handler must never wait, not even for room in the pipe.
    _ = fcntl(pipe.writeEnd.number, F_SETFL, O_NONBLOCK)
    let descriptor = pipe.readEnd.number
    Thread {
      while let byte = Descriptor.read(descriptor, upTo: 1).first {
        guard let signal = Signal(rawValue: Int32(byte)) else { continue }
        shared.withLock { _ = $0.report?.yield(signal) }
      }
    }.start()
    return pipe
  }
}
