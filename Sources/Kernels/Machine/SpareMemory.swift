import CKernels

/// What a process holds and does not use: memory that was freed, and code that ran once.
///
/// Starting takes more of both than training does: experiment files are parsed, primitives compiled,
/// and of each library the pages beside a used one are mapped along.
package struct SpareMemory {
  /// Giving back takes time, and so does fetching again what is used after all.
  private static let interval = Duration.seconds(1)
  private var last: ContinuousClock.Instant?

  /// Nothing given back yet.
  package init() {}

  /// Gives it back to the system, if that was not done within the last second.
  ///
  /// Changes no result. A breakpoint that a debugger has set is lost.
  package mutating func giveBack() {
    let now = ContinuousClock.now
    if let last, now - last < Self.interval { return }
    last = now
    ck_give_memory_back()
  }
}
