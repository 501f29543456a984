import Benchmarks
import Federation
import Synchronization
import Testing

/// Every benchmark with the smallest choices it has.
@Suite struct BenchmarkTests {
  private let setting = BenchmarkSetting(repeatCount: 1, cores: 2, executable: "/nonexistent")

  @Test func `the names are those of the command`() {
    #expect(
      BenchmarkCatalog.all.map { $0.name } == [
        "kernels", "round", "transport", "aggregation", "startup",
      ])
  }

  @Test func `every stage of the catalog is measured or said to be left out`() async throws {
    let said = Mutex<[String]>([])
    var benchmark = AggregationBenchmark()
    benchmark.clients = 9
    benchmark.parameters = 100
    let rows = try await benchmark.run(
      BenchmarkSetting(repeatCount: 1, cores: 1, executable: "/nonexistent") { line in
        said.withLock { $0.append(line) }
      }
    ).rows
    let leftOut = said.withLock { $0 }.filter { $0.contains("left out") }.count
    #expect(rows.count + leftOut >= 6)
    #expect(rows.map(\.rule).contains("median") && rows.last?.rule == "cosine-hdbscan")
    for row in rows {
      #expect(row.n == 9 && row.d == 100)
      #expect(row.milliseconds > 0)
      #expect(abs(row.shareOfBandwidth * row.milliseconds / row.floorMilliseconds - 1) < 1e-9)
      #expect(row.cells.count == AggregationBenchmark.Row.columns.count)
    }
  }

  @Test func `a round that is too small for a stage leaves the stage out`() async throws {
    let said = Mutex<[String]>([])
    var benchmark = AggregationBenchmark()
    benchmark.clients = 4
    benchmark.parameters = 10
    benchmark.byzantineCount = 3
    let rows = try await benchmark.run(
      BenchmarkSetting(repeatCount: 1, cores: 1, executable: "/nonexistent") { line in
        said.withLock { $0.append(line) }
      }
    ).rows
    #expect(!rows.map(\.rule).contains("multi-krum"))
    #expect(said.withLock { $0 }.contains { $0.contains("multi-krum is left out") })
  }

  @Test func `a step's rate is its operations by its time`() async throws {
    var benchmark = KernelsBenchmark()
    benchmark.models = ["softmax-regression"]
    benchmark.batchSizes = [4]
    let rows = try await benchmark.run(setting).rows
    #expect(!rows.isEmpty)
    for row in rows {
      #expect(row.model == "softmax-regression" && row.batchSize == 4)
      // 7,840 weights, four images, three passes, two operations.
      let operations = row.gflops * row.milliseconds * 1e6
      #expect(abs(operations - 188_160) < 1)
      #expect(abs(row.shareOfPeak * row.peakGflops - row.gflops) < 1e-9)
    }
  }

  @Test func `an unknown model is refused with those that exist`() async throws {
    var benchmark = KernelsBenchmark()
    benchmark.models = ["lenett"]
    let refused = benchmark
    await #expect { try await refused.run(setting) } throws: { "\($0)".contains("lenet") }
  }

  @Test func `rounds without training go all ways`() async throws {
    var benchmark = TransportBenchmark()
    benchmark.clients = [3]
    benchmark.payloads = [4000]
    benchmark.payloadClients = 2
    let rows = try await benchmark.run(setting).rows
    #expect(rows.map(\.transport) == ["ipc", "ipc", "ipc"] + Array(repeating: "tcp", count: 6))
    #expect(rows.map(\.curve) == Array(repeating: false, count: 6) + [true, true, true])
    #expect(
      rows.map(\.direction) == [
        "round", "down", "up", "round", "down", "up", "round", "down", "up",
      ])
    #expect(rows.map(\.clients) == [3, 2, 2, 3, 2, 2, 3, 2, 2])
    #expect(rows.allSatisfy { $0.milliseconds > 0 && $0.floorMilliseconds > 0 })
  }

  @Test func `clients for whom there are no descriptors are left out`() async throws {
    let said = Mutex<[String]>([])
    var benchmark = TransportBenchmark()
    benchmark.clients = [1_000_000_000]
    benchmark.payloads = []
    let rows = try await benchmark.run(
      BenchmarkSetting(repeatCount: 1, cores: 1, executable: "/nonexistent") { line in
        said.withLock { $0.append(line) }
      }
    ).rows
    #expect(rows.isEmpty)
    #expect(said.withLock { $0 }.allSatisfy { $0.contains("are left out") })
    #expect(said.withLock { $0 }.count == 3)
  }

  @Test func `a run that cannot be started fails with a reason`() async {
    await #expect {
      try await StartupBenchmark().run(setting)
    } throws: { error in
      guard case ProcessError.notStarted("/nonexistent", _) = error else { return false }
      return true
    }
  }

  @Test func `a run that fails is told in its own words`() async {
    let failing = BenchmarkSetting(repeatCount: 1, cores: 1, executable: "/bin/ls")
    await #expect {
      try await RoundBenchmark().run(failing)
    } throws: { error in
      guard case BenchmarkError.runFailed(let reason) = error else { return false }
      return !reason.isEmpty && "\(error)".contains(reason)
    }
  }
}
