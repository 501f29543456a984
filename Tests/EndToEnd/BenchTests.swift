import Foundation
import Options
import Testing

/// `muster bench` as a script uses it: one JSON document with the promised keys.
@Suite struct BenchTests {
  /// The rows of one benchmark.
  private func rows(_ name: String, _ arguments: [String] = []) async throws -> [OptionValue] {
    let result = try await Muster.run(
      ["bench", name, "--format", "json", "--repeat", "1"] + arguments)
    #expect(result.status == 0, "\(result.errors)")
    let document = try OptionValue(json: Data(result.output.utf8))
    #expect(document.keys == [name])
    guard case .array(let rows)? = document[name] else { return [] }
    return rows
  }

  private func expect(_ rows: [OptionValue], keys: String) {
    #expect(!rows.isEmpty)
    for row in rows {
      for key in keys.split(separator: " ") {
        #expect(row[String(key)] != nil, "\(row) lacks \(key)")
      }
    }
  }

  @Test func `kernels`() async throws {
    let rows = try await rows("kernels", ["--model", "mlp", "--batch-size", "8"])
    expect(
      rows, keys: "model batch_size backend milliseconds gflops share_of_peak peak_gflops")
    #expect(rows.contains { $0["backend"] == "portable" && $0["batch_size"] == 8 })
  }

  @Test func `it computes on one thread whatever the environment says`() async throws {
    let result = try await Muster.run(
      [
        "bench", "kernels", "--repeat", "1", "--model", "softmax-regression", "--batch-size", "2",
        "--format", "json",
      ], environment: ["OMP_NUM_THREADS": "2"])
    // It starts over to change that, once and with the same arguments.
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.components(separatedBy: "the peak of one core").count == 2)
    #expect(result.output.contains("\"batch_size\" : 2"))
  }

  @Test func `transport`() async throws {
    let rows = try await rows("transport", ["--clients", "2", "--bytes", "4096"])
    expect(
      rows, keys: "clients bytes direction transport curve milliseconds floor_milliseconds ratio")
    #expect(rows.count == 9)
    #expect(rows.contains { $0["curve"] == true && $0["transport"] == "tcp" })
  }

  @Test func `aggregation`() async throws {
    let rows = try await rows("aggregation", ["--clients", "12", "--parameters", "50", "--f", "2"])
    expect(rows, keys: "rule n d milliseconds share_of_bandwidth floor_milliseconds")
    #expect(rows.contains { $0["rule"] == "multi-krum" && $0["n"] == 12 && $0["d"] == 50 })
  }

  @Test func `startup`() async throws {
    let rows = try await rows("startup", ["--processes", "2"])
    expect(rows, keys: "processes first_task_milliseconds load_milliseconds coordinator client")
    #expect(rows.count == 1)
    expect(
      rows.compactMap { $0["coordinator"] } + rows.compactMap { $0["client"] },
      keys: "rss pss anonymous")
  }

  @Test func `round`() async throws {
    let small = [
      "dataset={name: glyphs, train_limit: 300, test_limit: 100}", "model.name=mlp",
      "federation.clients_per_round=4",
    ].flatMap { ["--set", $0] }
    let rows = try await rows("round", small)
    expect(rows, keys: "phase milliseconds floor_milliseconds ratio floor")
    #expect(
      rows.map { $0["phase"] } == ["train", "transport", "aggregate", "evaluate", "total"])
  }

  @Test func `a table has a line for each row, and progress goes elsewhere`() async throws {
    let result = try await Muster.run([
      "bench", "aggregation", "--repeat", "1", "--clients", "9", "--parameters", "20",
    ])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.hasPrefix("aggregation\n"))
    #expect(result.output.contains("multi-krum"))
    #expect(!result.output.contains("aggregation: "))
    #expect(result.errors.contains("aggregation: multi-krum"))
  }

  @Test(arguments: [
    ["kernels", "--model", "lenett"], ["kernels", "--batch-size", "0"],
    ["kernels", "--repeat", "0"],
    ["aggregation", "--clients", "0"], ["transport", "--bytes", "3"],
    ["startup", "--processes", "0"],
    ["round", "--set", "model.nam=mlp"], ["nothing"],
  ])
  func `a wrong request is answered with one sentence`(arguments: [String]) async throws {
    let result = try await Muster.run(["bench"] + arguments)
    #expect(result.status == 2, "\(result.errors)")
    #expect(!result.errors.isEmpty && result.output.isEmpty)
  }
}
