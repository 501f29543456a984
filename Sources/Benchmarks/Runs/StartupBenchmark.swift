import Foundation
import RunStore

/// From the start of the program to the first task, and the memory of its processes.
package struct StartupBenchmark: Benchmark {
  package static let name = "startup"
  package static let summary = "time to the first task, and memory of every process"

  /// The numbers of client processes.
  package var processes = [1, 2, 4, 10]

  package init() {}

  /// One number of client processes.
  package struct Row: BenchmarkRow {
    package let processes: Int
    /// From the start of the program to the first task, loading included.
    package let firstTaskMilliseconds: Double
    /// The part that goes by before and after the program's own code runs.
    package let loadMilliseconds: Double
    /// The most that the coordinator held.
    package let coordinator: ProcessMemory
    /// The most that a client process held, the one in the middle.
    package let client: ProcessMemory

    package static let columns = [
      "processes", "ms to first task", "ms to load", "coordinator MiB", "PSS", "anonymous",
      "client MiB", "PSS", "anonymous",
    ]

    package var cells: [String] {
      ["\(processes)", firstTaskMilliseconds.measured, loadMilliseconds.measured]
        + [coordinator, client].flatMap { [$0.rss, $0.pss, $0.anonymous] }.map {
          (Double($0) / 1_048_576).measured
        }
    }
  }

  package func run(_ setting: BenchmarkSetting) async throws -> BenchmarkResult<Row> {
    let program = ProgramRun(executable: setting.executable)
    let load = try await median(setting) { try await program.emptySeconds() }
    var rows: [Row] = []
    for count in processes {
      setting.progress("startup: \(count) client processes")
      let experiment = Self.experiment(processes: count)
      let startup = try await median(setting) {
        try await program.summary(of: experiment).seconds.startup
      }
      // On a run of its own: looking at a process takes time of its own.
      let peaks = try await memory(of: experiment, program)
      guard let coordinator = peaks.coordinator, let client = peaks.client else {
        throw BenchmarkError.nothingToMeasure(
          reason: "this system does not tell the memory of processes in /proc")
      }
      rows.append(
        Row(
          processes: count, firstTaskMilliseconds: (load + startup) * 1000,
          loadMilliseconds: load * 1000, coordinator: coordinator, client: client))
    }
    return BenchmarkResult(
      rows,
      notes: [
        "one round of LeNet on 600 glyphs, ten clients; to load: the program without anything to do",
        "memory in MiB at its most: resident, with shared pages divided (PSS), anonymous",
      ])
  }

  // MARK: - Details

  private static func experiment(processes: Int) -> String {
    """
    name: bench-startup
    seed: 1
    dataset: { name: glyphs, train_limit: 600, test_limit: 250 }
    partition: { scheme: iid, clients: 10 }
    model: { name: lenet }
    training: { batch_size: 20 }
    federation: { rounds: 1, processes: \(processes) }
    """
  }

  private func median(
    _ setting: BenchmarkSetting, _ body: () async throws -> Double
  ) async throws -> Double {
    var values: [Double] = []
    for _ in 0..<setting.repeatCount { values.append(try await body()) }
    return Timing.median(values)
  }

  private func memory(of experiment: String, _ program: ProgramRun) async throws -> MemoryPeaks {
    var peaks = MemoryPeaks()
    _ = try await program.summary(of: experiment) { process in
      peaks.sample(coordinator: process)
      try? await Task.sleep(for: .milliseconds(5))
    }
    return peaks
  }
}
