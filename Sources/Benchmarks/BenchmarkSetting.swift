/// What all benchmarks share.
package struct BenchmarkSetting: Sendable {
  /// How often each thing is measured; the median counts.
  package var repeatCount: Int
  /// How many cores the machine has.
  package var cores: Int
  /// The path of this program, for benchmarks that start runs.
  package var executable: String
  /// Told what is being measured.
  package var progress: @Sendable (String) -> Void

  package init(
    repeatCount: Int, cores: Int, executable: String,
    progress: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    precondition(repeatCount > 0, "\(repeatCount) repetitions; there must be at least 1")
    self.repeatCount = repeatCount
    self.cores = cores
    self.executable = executable
    self.progress = progress
  }
}
