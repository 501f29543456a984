private import Foundation
private import Glibc

/// How many threads numeric libraries compute with in this process.
package enum ComputingThreads {
  private static let variable = "OMP_NUM_THREADS"

  /// Sees to it that there is one, as there is in client processes.
  ///
  /// The libraries read the environment when they are loaded, so a program that was started without
  /// the variable starts over in its own place, once, with the same arguments.
  ///
  /// - Throws: `ProcessError.notStarted` when the system refuses.
  package static func requireOne() throws(ProcessError) {
    guard ProcessInfo.processInfo.environment[variable] != "1" else { return }
    unsafe setenv(variable, "1", 1)
    let program = "/proc/self/exe"
    var arguments = unsafe CommandLine.arguments.map { unsafe strdup($0) } + [nil]
    unsafe execv(program, &arguments)
    // Only a refusal comes back.
    let code = errno
    unsafe arguments.forEach { unsafe free($0) }
    throw .notStarted(executable: program, reason: ProcessError.reason(code))
  }
}
