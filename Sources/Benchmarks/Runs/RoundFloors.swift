import Datasets
import Experiments
import Kernels
import Networks
import RunStore
import Tensors

/// What the phases of a round cost at least on this machine, from pieces that are measured alone.
struct RoundFloors {
  private let experiment: Experiment
  private let data: ExperimentData
  private let cores: Double
  /// Of one training step of a full batch, on one core.
  private let step: Double
  /// Of scoring one image, on one core.
  private let scoring: Double
  /// Bytes a second with all cores.
  private let bandwidth: Double

  /// Images that are scored at once.
  private static let scoringBatch = 250

  /// Measures the pieces.
  ///
  /// - Throws: `KernelError`.
  init(
    _ experiment: Experiment, data: ExperimentData, _ setting: BenchmarkSetting
  ) throws(KernelError) {
    self.experiment = experiment
    self.data = data
    cores = Double(setting.cores)
    let timer = try StepTimer(
      experiment.model, backend: Backends.make(), repeatCount: setting.repeatCount)
    step = try timer.trainingStep(batch: experiment.training.batchSize)
    scoring = try timer.scoring(batch: Self.scoringBatch) / Double(Self.scoringBatch)
    bandwidth = MemoryBandwidth.measure(cores: setting.cores)
  }

  /// The steps of all clients that took part, on all cores at the speed of full batches.
  func train(_ record: RoundRecord) -> Double {
    let images = record.received.reduce(0) { $0 + data.partition.clients[$1].count }
    let steps =
      Double(images * experiment.training.localEpochs)
      / Double(experiment.training.batchSize)
    return steps * step / cores
  }

  /// Reading all updates once.
  func aggregate(_ record: RoundRecord) -> Double {
    Double(record.received.count * experiment.model.parameterCount * 4) / bandwidth
  }

  /// The clean test images, and those with a trigger, through the network once, on all cores.
  func evaluate(_ record: RoundRecord) -> Double {
    guard record.cleanAccuracy != nil else { return 0 }
    let clean = Double(data.dataset.test.count)
    // Images of the target class have no trigger to be scored with.
    let others = 1 - 1 / Double(data.dataset.classCount)
    return (record.attackSuccessRate == nil ? clean : clean * (1 + others)) * scoring / cores
  }
}
