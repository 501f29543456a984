import Datasets
import Experiments
import Foundation
import Networks
import Options
import RunStore

/// Where the time of a real round goes, phase by phase against what each costs at least.
package struct RoundBenchmark: Benchmark {
  package static let name = "round"
  package static let summary = "the phases of a real round against the floor of each"

  /// Changes to the experiment, as after `--set`.
  package var overrides: [String] = []

  package init() {}

  /// One phase.
  package struct Row: BenchmarkRow {
    package let phase: String
    package let milliseconds: Double
    package let floorMilliseconds: Double
    /// The one by the other.
    package let ratio: Double
    /// What the floor is made of.
    package let floor: String

    init(_ phase: String, seconds: Double, floor: Double, of text: String) {
      self.phase = phase
      milliseconds = seconds * 1000
      floorMilliseconds = floor * 1000
      // A phase that did nothing is as fast as nothing.
      ratio = floor > 0 ? seconds / floor : 1
      self.floor = text
    }

    package static let columns = ["phase", "ms", "ms at least", "ratio", "at least"]

    package var cells: [String] {
      [phase, milliseconds.measured, floorMilliseconds.measured, ratio.share, floor]
    }
  }

  package func run(_ setting: BenchmarkSetting) async throws -> BenchmarkResult<Row> {
    let text = Self.experiment(rounds: setting.repeatCount + 1)
    let experiment = try ExperimentReader.read(text: text, name: "bench", overrides: overrides)
    setting.progress("round: running \(experiment.federation.rounds) rounds")
    let summary = try await ProgramRun(executable: setting.executable).summary(
      of: text, overrides: overrides)
    // Processes come up in the first round; what a round costs shows in the others.
    let records = summary.rounds.count > 1 ? Array(summary.rounds.dropFirst()) : summary.rounds
    setting.progress("round: measuring the parts of a round alone")
    let floors = try RoundFloors(experiment, data: ExperimentData(experiment), setting)
    let transport = try await transport(records, summary, setting)
    return BenchmarkResult(
      rows(records, floors, transport: transport),
      notes: [
        "\(experiment.model.name) on \(experiment.dataset.name), "
          + "\(experiment.clientsPerRound) of \(experiment.clients) clients, "
          + "\(summary.processes) processes, \(summary.backend); median of \(records.count) rounds",
        "transport is a part of train, measured apart with clients that answer at once",
      ])
  }

  // MARK: - Details

  /// Ten clients of 600 images: MNIST where it is, else glyphs.
  private static func experiment(rounds: Int) -> String {
    let hasMNIST = FileManager.default.fileExists(atPath: DatasetFolder.resolve(MNIST.self))
    return """
      name: bench-round
      seed: 1
      dataset: { name: \(hasMNIST ? MNIST.name : Glyphs.name), train_limit: 6000, test_limit: 10000 }
      partition: { scheme: iid, clients: 10 }
      model: { name: lenet }
      training: { batch_size: 64 }
      federation: { rounds: \(rounds) }
      """
  }

  private func rows(
    _ records: [RoundRecord], _ floors: RoundFloors, transport: (ours: Double, bare: Double)
  ) -> [Row] {
    func median(_ value: (RoundRecord) -> Double) -> Double { Timing.median(records.map(value)) }
    let train = median(floors.train)
    let aggregate = median(floors.aggregate)
    let evaluate = median(floors.evaluate)
    return [
      Row(
        "train", seconds: median(\.seconds.train), floor: train,
        of: "the steps alone on all cores"),
      Row("transport", seconds: transport.ours, floor: transport.bare, of: "bare ZeroMQ"),
      Row(
        "aggregate", seconds: median(\.seconds.aggregate), floor: aggregate,
        of: "reading the updates once"),
      Row(
        "evaluate", seconds: median(\.seconds.evaluate), floor: evaluate,
        of: "the passes alone on all cores"),
      Row(
        "total", seconds: median(\.seconds.total),
        floor: train + transport.bare + aggregate + evaluate, of: "all of these"),
    ]
  }

  /// The seconds of a round's messages without any training, and those of the same bytes in bare
  /// ZeroMQ.
  private func transport(
    _ records: [RoundRecord], _ summary: Summary, _ setting: BenchmarkSetting
  ) async throws -> (ours: Double, bare: Double) {
    let clients = max(1, Timing.median(records.map { Double($0.received.count) }))
    let processes = min(summary.processes, Int(clients))
    let hosts = (0..<processes).map { first in
      Array(stride(from: first, to: Int(clients), by: processes))
    }
    let exchange = try await PoolExchange(
      hosts: hosts, parameterCount: summary.parameters, link: .ipc)
    let ours = Timing.median(try await exchange.rounds(setting.repeatCount, .round))
    await exchange.close()
    let bytes = summary.parameters * 4
    let bare = try await BareRounds.median(
      dealers: processes, down: bytes, up: Int(Double(bytes) * clients / Double(processes)),
      count: setting.repeatCount, link: .ipc)
    return (ours, bare)
  }
}
