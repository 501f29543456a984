import Aggregation
import Clustering
import Kernels
import Options
import Randomness
import Tensors

/// Every stage of a defense on one round's updates.
package struct AggregationBenchmark: Benchmark {
  package static let name = "aggregation"
  package static let summary = "each defense stage on one round against reading it once"

  /// The number of updates.
  package var clients = 50
  /// The number of parameters of each; by default McMahan's network.
  package var parameters = 1_663_370
  /// What stages are told of the number of malicious clients; a fifth if nil.
  package var byzantineCount: Int?

  package init() {}

  /// One stage, or the clustering that several stages are built around.
  package struct Row: BenchmarkRow {
    package let rule: String
    /// The number of updates.
    package let n: Int
    /// The number of parameters.
    package let d: Int
    package let milliseconds: Double
    /// The time of reading all updates once, by the time it took.
    package let shareOfBandwidth: Double
    /// Of reading all updates once with all cores.
    package let floorMilliseconds: Double

    package static let columns = ["rule", "n", "d", "ms", "of bandwidth", "ms to read once"]

    package var cells: [String] {
      [
        rule, "\(n)", "\(d)", milliseconds.measured, shareOfBandwidth.share,
        floorMilliseconds.measured,
      ]
    }
  }

  package func run(_ setting: BenchmarkSetting) async throws -> BenchmarkResult<Row> {
    let bandwidth = MemoryBandwidth.measure(cores: setting.cores)
    setting.progress("aggregation: making \(clients) updates of \(parameters) parameters")
    let updates = SyntheticUpdates.make(clients: clients, parameters: parameters)
    let floor = Double(clients * parameters * 4) / bandwidth
    var rows: [Row] = []
    for stage in DefenseStages.all {
      guard let pipeline = pipeline(of: stage, setting) else { continue }
      setting.progress("aggregation: \(stage.name)")
      let seconds = try measure(pipeline, on: updates, setting)
      rows.append(row(stage.name, seconds: seconds, floor: floor))
    }
    setting.progress("aggregation: clustering by cosine")
    rows.append(row("cosine-hdbscan", seconds: try cluster(updates, setting), floor: floor))
    return BenchmarkResult(
      rows,
      notes: [
        "memory is read at \((bandwidth / 1e9).measured) GB/s by \(setting.cores) threads",
        "cosine-hdbscan: distances between all updates, then the clustering of FLAME",
      ])
  }

  // MARK: - Details

  /// A pipeline of one stage with its defaults, or nothing if it does not work on this round.
  private func pipeline(
    of stage: any DefenseStage.Type, _ setting: BenchmarkSetting
  ) -> DefensePipeline? {
    var options = OptionValue.null
    if stage.schema.keys.contains("f") { options = ["f": .int(byzantineCount ?? clients / 5)] }
    do {
      let pipeline = try DefensePipeline([.init(stage.name, options)])
      try pipeline.check(clientCount: clients)
      return pipeline
    } catch {
      setting.progress("aggregation: \(stage.name) is left out: \(error)")
      return nil
    }
  }

  private func measure(
    _ pipeline: DefensePipeline, on updates: UpdateMatrix, _ setting: BenchmarkSetting
  ) throws -> Double {
    let view = try RoundView(
      updates: updates, clients: Array(0..<clients),
      sampleCounts: Array(repeating: 600, count: clients), random: RandomStream(seed: 1))
    return try Timing.median(of: setting.repeatCount) {
      // A copy, so that each round is the first.
      var fresh = pipeline
      _ = try fresh.aggregate(view)
    }
  }

  private func cluster(_ updates: UpdateMatrix, _ setting: BenchmarkSetting) throws -> Double {
    let method = try ClusteringMethods.make("hdbscan")
    return try Timing.median(of: setting.repeatCount) {
      var random = RandomStream(seed: 1)
      let rows = UpdateRows(updates)
      let distances = CosineDistances.between(
        rows, norms: Reductions.rowNorms(rows),
        squares: PairwiseDistances.squaredEuclidean(rows))
      let input = try ClusteringInput(distances: distances)
      _ = try method.cluster(input, using: &random)
    }
  }

  private func row(_ rule: String, seconds: Double, floor: Double) -> Row {
    Row(
      rule: rule, n: clients, d: parameters, milliseconds: seconds * 1000,
      shareOfBandwidth: floor / seconds, floorMilliseconds: floor * 1000)
  }
}
