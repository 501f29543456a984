private import CLinux
private import Foundation
private import Glibc

extension ChildCommand {
  /// Starts the program in a process group of its own.
  ///
  /// It inherits its standard streams and nothing else: what the parent has open, such as the ends
  /// of its other children's pipes, would keep those children from seeing the end of their input.
  ///
  /// - Parameter input: the end of a pipe that the child reads.
  /// - Returns: the child's process id, which is also its group's.
  /// - Throws: `ProcessError`.
  func spawn(reading input: borrowing Descriptor) throws(ProcessError) -> Int32 {
    let opened = unsafe open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard let logFile = Descriptor(owning: opened) else {
      throw .logUnwritable(path: log, reason: ProcessError.reason(errno))
    }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, input.number, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, logFile.number, 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, logFile.number, 2)
    unsafe posix_spawn_file_actions_addclosefrom_np(&actions, 3)

    var attributes = posix_spawnattr_t()
    Self.prepare(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }

    var child: pid_t = 0
    let code = unsafe Self.withCStrings([executable] + arguments) { arguments in
      unsafe Self.withCStrings(variables) { variables in
        unsafe posix_spawn(&child, executable, &actions, &attributes, arguments, variables)
      }
    }
    guard code == 0 else {
      throw .notStarted(executable: executable, reason: ProcessError.reason(code))
    }
    return child
  }

  /// The child's environment, in the order of the names.
  private var variables: [String] {
    ProcessInfo.processInfo.environment
      .merging(["OMP_NUM_THREADS": "1"]) { _, new in new }
      .merging(environment) { _, new in new }
      .map { "\($0.key)=\($0.value)" }
      .sorted()
  }

  /// A group of its own, so that Ctrl-C on the terminal reaches the parent alone; no signal
  /// blocked, none ignored.
  private static func prepare(_ attributes: inout posix_spawnattr_t) {
    unsafe posix_spawnattr_init(&attributes)
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT, SIGCHLD] {
      unsafe sigaddset(&signals, signal)
    }
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
  }

  /// Runs `body` with strings as C has them, and a null pointer after the last.
  @unsafe private static func withCStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let pointers = unsafe strings.map { unsafe strdup($0) }
    defer { unsafe pointers.forEach { unsafe free($0) } }
    return unsafe body(pointers + [nil])
  }
}
