import ArgumentParser
import Benchmarks
import Federation
import Foundation
import Kernels
import Messaging
import RunStore

/// An error as the user sees it: one sentence on standard error and an exit code.
struct FailureReport {
  /// What the exit codes mean.
  enum Code: Int32 {
    case done = 0
    /// Usage, configuration or data.
    case wrongRequest = 2
    case runFailed = 3
    /// Ended early, but can be resumed.
    case resumable = 4
    case interrupted = 130
  }

  private let error: any Error

  init(_ error: any Error) { self.error = error }

  /// Prints the error and ends the program.
  func exit() -> Never {
    if let ending = error as? CommandEnding {
      if let sentence = ending.sentence { Self.complain(sentence) }
      Foundation.exit(ending.code.rawValue)
    }
    let code = Muster.exitCode(for: error)
    if code == .success || code == .validationFailure || error is ValidationError {
      // Help, version and usage: the parser knows how to word them.
      let text = Muster.fullMessage(for: error)
      if code == .success {
        print(text)
        Foundation.exit(Code.done.rawValue)
      }
      Self.complain(text)
      Foundation.exit(Code.wrongRequest.rawValue)
    }
    Self.complain("\(error)")
    Foundation.exit(Self.code(for: error).rawValue)
  }

  /// What went wrong while running or writing is 3; everything else was asked for wrongly.
  private static func code(for error: any Error) -> Code {
    switch error {
    case RunStoreError.unwritable, is TransportError, is ProcessError, is KernelError,
      is BenchmarkError:
      .runFailed
    case FederationError.wrongAssignment: .wrongRequest
    case is FederationError: .runFailed
    default: .wrongRequest
    }
  }

  static func complain(_ sentence: String) {
    FileHandle.standardError.write(
      Data((sentence.hasPrefix("Error:") ? sentence : "muster: \(sentence)").utf8 + [10]))
  }
}

/// The end of a command other than by finishing its work.
struct CommandEnding: Error {
  let code: FailureReport.Code
  /// What to say on standard error, if anything is left to say.
  var sentence: String?
}
