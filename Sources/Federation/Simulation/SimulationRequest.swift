package import Experiments
package import Kernels
package import RunStore

/// Which run to do, where, and with what.
package struct SimulationRequest: Sendable {
  /// With its attack.
  package var experiment: Experiment
  /// Of the experiment.
  package var data: ExperimentData
  /// Made, with its experiment written.
  package var folder: RunFolder
  package var backend: any Backend
  /// Of the program, for the summary.
  package var version: String
  /// The program that has the command `client`.
  package var executable: String
  package var cores: Int
  /// When the program started.
  package var start: ContinuousClock.Instant
  /// For a clean twin: what it has in common with the attacked run.
  var twin: CleanTwin.Comparison?

  package init(
    experiment: Experiment, data: ExperimentData, folder: RunFolder, backend: any Backend,
    version: String,
    executable: String, cores: Int, start: ContinuousClock.Instant
  ) {
    self.experiment = experiment
    self.data = data
    self.folder = folder
    self.backend = backend
    self.version = version
    self.executable = executable
    self.cores = cores
    self.start = start
  }
}
