import Experiments
import Federation
import Foundation
import RunStore

/// Runs of this program as a user starts them, in folders that go with them.
struct ProgramRun {
  let executable: String

  /// Runs an experiment.
  ///
  /// - Parameters:
  ///   - experiment: its YAML text.
  ///   - overrides: as after `--set`.
  ///   - watch: called all the time while the run goes on, with the coordinator's process.
  /// - Returns: the run's summary.
  /// - Throws: `BenchmarkError.runFailed` with the run's own words.
  func summary(
    of experiment: String, overrides: [String] = [], watch: ((Int32) async -> Void)? = nil
  ) async throws -> Summary {
    try await withFolder { folder in
      let file = "\(folder)/bench.yaml"
      try experiment.write(toFile: file, atomically: true, encoding: .utf8)
      let sets = overrides.flatMap { ["--set", $0] }
      try await start(
        ["run", file, "--output", folder, "--run-id", "bench"] + sets, in: folder, watch: watch)
      guard let summary = Summary.read(RunFolder(path: "\(folder)/bench")) else {
        throw BenchmarkError.runFailed(reason: "it left no summary")
      }
      return summary
    }
  }

  /// The seconds from starting the program to its end when it has nothing to do.
  func emptySeconds() async throws -> Double {
    try await withFolder { folder in
      let clock = ContinuousClock()
      let start = clock.now
      try await self.start(["--version"], in: folder)
      return (clock.now - start).inSeconds
    }
  }

  // MARK: - Details

  private func start(
    _ arguments: [String], in folder: String, watch: ((Int32) async -> Void)? = nil
  ) async throws {
    let log = "\(folder)/output.log"
    let child = try ChildProcess(
      ChildCommand(executable: executable, arguments: arguments, log: log))
    // The child has a process group of its own, which Ctrl-C does not reach.
    let signals = try SignalWatch()
    defer { signals.stop() }
    let forwarder = Task {
      for await signal in signals.signals { child.send(signal: signal.rawValue) }
    }
    defer { forwarder.cancel() }
    while let watch, child.isRunning { await watch(child.id) }
    let exit = await child.exit
    guard exit.isSuccess else {
      let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
      let last = text.split(separator: "\n").last.map(String.init)
      throw BenchmarkError.runFailed(reason: last ?? "\(exit)")
    }
  }

  private func withFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let folder = NSTemporaryDirectory() + "muster-bench-" + UUID().uuidString.prefix(8)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
  }
}
