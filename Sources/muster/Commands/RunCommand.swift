import ArgumentParser
import Experiments
import Federation
import Foundation
import RunStore

/// `muster run`: one experiment, from the first process to the last table.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run an experiment: coordinator here, clients as child processes.",
    discussion: """
      Example: muster run configs/quickstart.yaml --set attack=null --set seed=7

      The run gets a folder of its own with every round, the model and a summary. Ctrl-C ends it \
      after what it is doing; 'muster resume' goes on after the last complete round.
      """)

  @Argument(help: "The experiment, a YAML file.")
  var file: String

  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: "Override a key, such as attack.fraction=0.3; may be given several times.")
  var overrides: [String] = []

  @Option(help: "The folder that holds all runs.")
  var output = "runs"

  @Option(name: .customLong("run-id"), help: "The run's name; made from time and name if left out.")
  var runID: String?

  @OptionGroup var backend: BackendOption
  @OptionGroup var result: FormatOption

  func run() async throws {
    let start = ContinuousClock.now
    let experiment = try ExperimentReader.read(file: file, overrides: overrides)
    if let runID, !RunID.isValid(runID) {
      throw ValidationError(
        "--run-id '\(runID)' cannot name a folder; use letters, digits, '-', '_' and '.'")
    }
    let session = try RunSession(
      experiment: experiment, backend: backend.make(), start: start, format: result)
    let folder = try RunFolder.create(
      runID ?? RunID.make(name: experiment.name), in: output)
    try session.prepare(folder)
    try await session.run(folder, from: nil)
  }
}
