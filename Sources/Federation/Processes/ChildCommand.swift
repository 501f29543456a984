/// A program to run as a child, with all that it gets from its parent.
package struct ChildCommand: Sendable, Equatable {
  /// The program's path; it is not searched for.
  package var executable: String
  /// What follows the program's name.
  package var arguments: [String]
  /// Variables on top of those of this process.
  ///
  /// Numeric libraries get one thread, `OMP_NUM_THREADS=1`, unless this says otherwise.
  package var environment: [String: String]
  /// What the child reads first from standard input, which then stays open.
  package var input: String
  /// The file that standard output and errors are appended to.
  package var log: String

  /// Describes a child.
  package init(
    executable: String, arguments: [String] = [], environment: [String: String] = [:],
    input: String = "", log: String
  ) {
    self.executable = executable
    self.arguments = arguments
    self.environment = environment
    self.input = input
    self.log = log
  }
}
