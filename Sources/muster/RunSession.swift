import Experiments
import Federation
import Foundation
import Kernels
import Messaging
import RunStore

/// What `run` and `resume` have in common: a simulation, its progress, its end.
struct RunSession {
  private let request: (RunFolder) -> SimulationRequest
  private let experiment: Experiment
  private let data: ExperimentData
  private let format: FormatOption

  /// A session for one experiment, with its data loaded; nothing is started or written yet.
  init(
    experiment: Experiment, backend: any Backend, start: ContinuousClock.Instant,
    format: FormatOption
  ) throws {
    self.experiment = experiment
    self.format = format
    let data = try ExperimentData(experiment)
    self.data = data
    let executable = try ProgramFile.path()
    request = { folder in
      SimulationRequest(
        experiment: experiment, data: data, folder: folder, backend: backend,
        version: MusterVersion.current, executable: executable,
        cores: ProcessInfo.processInfo.activeProcessorCount, start: start)
    }
  }

  /// Writes the experiment and the partition into a new folder.
  func prepare(_ folder: RunFolder) throws {
    try DurableFile.replace(folder.experiment, with: Data(experiment.yaml().utf8))
    try DurableFile.replace(folder.partition, with: RunJSON.document(data.partition))
  }

  /// Runs the rounds that are left and prints the result.
  func run(_ folder: RunFolder, from checkpoint: Checkpoint?) async throws {
    MemoryTuning.gathering.apply()
    let lock = try RunLock(folder)
    let progress = ProgressLine(rounds: experiment.federation.rounds)
    let signals = try SignalWatch()
    defer { signals.stop() }
    let simulation = Simulation(request(folder)) { progress.show($0) }
    let summary = try await simulation.run(from: checkpoint, interrupts: signals.signals)
    _ = consume lock
    progress.clear()
    try format.print(summary) { RunReport(summary: summary, folder: folder).text }
    try end(summary, folder)
  }

  private func end(_ summary: Summary, _ folder: RunFolder) throws {
    switch summary.status {
    case .completed: return
    case .interrupted:
      throw CommandEnding(
        code: .interrupted,
        sentence: "interrupted after \(summary.rounds.count) rounds; "
          + "'muster resume \(folder.path)' goes on")
    case .failed:
      let reason = summary.error ?? "unknown"
      guard !summary.rounds.isEmpty else {
        throw CommandEnding(code: .runFailed, sentence: reason)
      }
      throw CommandEnding(
        code: .resumable, sentence: "\(reason); 'muster resume \(folder.path)' goes on")
    }
  }
}
