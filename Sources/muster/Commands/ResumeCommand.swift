import ArgumentParser
import Experiments
import Federation
import Foundation
import Networks
import RunStore

/// `muster resume`: a run that was killed or interrupted goes on.
struct ResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Go on with a run after its last complete round.",
    discussion: "The rounds that follow are the same, byte for byte, as if nothing had happened.")

  @Argument(help: "The run's folder.")
  var folder: String

  @OptionGroup var backend: BackendOption
  @OptionGroup var result: FormatOption

  func run() async throws {
    let start = ContinuousClock.now
    let folder = RunFolder(path: self.folder)
    guard FileManager.default.fileExists(atPath: folder.experiment) else {
      throw RunStoreError.notARun(path: folder.path, missing: "experiment.yaml")
    }
    let experiment = try ExperimentReader.read(file: folder.experiment)
    if let summary = Summary.read(folder), summary.status == .completed {
      throw RunStoreError.nothingToResume(path: folder.path, reason: "it is complete")
    }
    let checkpoint = Checkpoint.newest(in: folder, of: experiment.model)
    let session = try RunSession(
      experiment: experiment, backend: backend.make(), start: start, format: result)
    try await session.run(folder, from: checkpoint)
  }
}
