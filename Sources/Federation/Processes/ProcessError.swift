private import Glibc

/// What can go wrong around a child process.
package enum ProcessError: Error, Equatable {
  /// A program that the system does not start.
  case notStarted(executable: String, reason: String)
  case logUnwritable(path: String, reason: String)
  /// The system has no descriptors left, or the like.
  case system(operation: String, reason: String)
  /// Standard input ended before the line that says what this process is to do.
  case noAssignment
  case assignmentTooLong(limit: Int)
}

extension ProcessError: CustomStringConvertible {
  /// One sentence: what happened, what to do.
  package var description: String {
    switch self {
    case .notStarted(let executable, let reason): "'\(executable)' cannot be started: \(reason)"
    case .logUnwritable(let path, let reason): "the log '\(path)' cannot be written: \(reason)"
    case .system(let operation, let reason): "\(operation) failed: \(reason)"
    case .noAssignment:
      "standard input ended before it said what to do; this command is started by 'muster run'"
    case .assignmentTooLong(let limit):
      "the first line of standard input is longer than \(limit) bytes"
    }
  }

  /// The sentence of an error number.
  static func reason(_ code: Int32) -> String {
    unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
  }
}
