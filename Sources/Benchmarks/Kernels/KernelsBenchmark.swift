import Kernels
import Networks
import Options
import Tensors

/// One training step of every model on every backend, on one thread.
package struct KernelsBenchmark: Benchmark {
  package static let name = "kernels"
  package static let summary = "one training step of each model against the peak of one core"

  /// Names of models; all if empty.
  package var models: [String] = []
  /// Images in one step.
  package var batchSizes = [16, 32, 64]

  package init() {}

  /// One model, batch size and backend.
  package struct Row: BenchmarkRow {
    package let model: String
    package let input: String
    package let batchSize: Int
    package let backend: String
    /// Of one step: forward, backward, SGD with momentum.
    package let milliseconds: Double
    /// Billions of operations a second in that step.
    package let gflops: Double
    /// `gflops` by `peakGflops`.
    package let shareOfPeak: Double
    /// Of one step within a client's local training.
    package let localTrainingMilliseconds: Double
    /// What one core of this machine reached at most.
    package let peakGflops: Double

    package static let columns = [
      "model", "input", "batch", "backend", "ms", "GFLOP/s", "of peak", "ms in training",
    ]

    package var cells: [String] {
      [
        model, input, "\(batchSize)", backend, milliseconds.measured, gflops.measured,
        shareOfPeak.share, localTrainingMilliseconds.measured,
      ]
    }
  }

  package func run(_ setting: BenchmarkSetting) async throws -> BenchmarkResult<Row> {
    setting.progress("kernels: measuring the peak of one core")
    let peak = try ComputePeak.measure()
    var rows: [Row] = []
    for model in try chosenModels(setting) {
      for backend in Backends.available {
        let timer = try StepTimer(
          model, backend: Backends.make(backend), repeatCount: setting.repeatCount)
        for batch in batchSizes {
          setting.progress("kernels: \(model.name), \(batch) images, \(backend.rawValue)")
          rows.append(try Self.row(timer, batch: batch, backend: backend, peak: peak))
        }
      }
    }
    return BenchmarkResult(
      rows, notes: ["peak of one core: \(peak.gflops.measured) GFLOP/s, by \(peak.source)"])
  }

  // MARK: - Details

  private func chosenModels(_ setting: BenchmarkSetting) throws -> [Model] {
    var chosen: [Model] = []
    for name in models.isEmpty ? Models.names : models {
      // An unknown name is an error; a model with options that must be given is passed over.
      let architecture = try PlugIns.find(name, in: Models.all, at: ["model"]) { $0.name }
      let input = architecture.usualInput
      if let model = try? Models.make(name, input: input, classCount: 10) {
        chosen.append(model)
      } else {
        setting.progress("kernels: \(name) cannot be made without options")
      }
    }
    return chosen
  }

  private static func row(
    _ timer: StepTimer, batch: Int, backend: BackendName, peak: ComputePeak
  ) throws -> Row {
    let seconds = try timer.trainingStep(batch: batch)
    let gflops = timer.model.trainingOperations(batch: batch) / seconds / 1e9
    return Row(
      model: timer.model.name, input: "\(timer.model.input)", batchSize: batch,
      backend: backend.rawValue, milliseconds: seconds * 1000, gflops: gflops,
      shareOfPeak: gflops / peak.gflops,
      localTrainingMilliseconds: try timer.localTrainingStep(batch: batch) * 1000,
      peakGflops: peak.gflops)
  }
}
