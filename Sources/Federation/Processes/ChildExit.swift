/// How a child process ended.
package enum ChildExit: Sendable, Equatable {
  /// It ended by itself; 0 is success.
  case exited(code: Int32)
  case killed(signal: Int32)
  /// It is gone, but something else in this process took its status.
  case unknown

  /// From the status that `waitpid` gives.
  init(status: Int32) {
    let signal = status & 0x7f
    self = signal == 0 ? .exited(code: status >> 8 & 0xff) : .killed(signal: signal)
  }

  package var isSuccess: Bool { self == .exited(code: 0) }
}

extension ChildExit: CustomStringConvertible {
  /// A few words, such as `killed by signal 9`.
  package var description: String {
    switch self {
    case .exited(let code): "exited with code \(code)"
    case .killed(let signal): "killed by signal \(signal)"
    case .unknown: "ended in an unknown way"
    }
  }
}
