/// One thing that `muster bench` measures.
///
/// It reports and judges nothing. A new one is a file and a line in `BenchmarkCatalog.all`; what can
/// be chosen on the command line are its stored properties.
package protocol Benchmark: Sendable {
  /// One measurement.
  associatedtype Row: BenchmarkRow

  /// The word after `muster bench`, and the key of its rows in JSON.
  static var name: String { get }
  /// What it measures, in one sentence without a period.
  static var summary: String { get }

  /// The benchmark with its usual choices.
  init()

  /// Measures.
  ///
  /// - Parameter setting: what all benchmarks share.
  /// - Returns: the rows in the order in which they were measured.
  /// - Throws: `BenchmarkError`, and what the measured parts throw.
  func run(_ setting: BenchmarkSetting) async throws -> BenchmarkResult<Row>
}

/// One measurement, as a line of a table and as an object in JSON.
package protocol BenchmarkRow: Encodable, Sendable {
  /// What stands above the columns.
  static var columns: [String] { get }
  /// One cell for each column.
  var cells: [String] { get }
}

/// What a benchmark found.
package struct BenchmarkResult<Row: BenchmarkRow>: Sendable {
  package let rows: [Row]
  /// What a reader of the table should know, such as what a share is a share of.
  package let notes: [String]

  package init(_ rows: [Row], notes: [String] = []) {
    self.rows = rows
    self.notes = notes
  }
}

/// The benchmarks that exist.
package enum BenchmarkCatalog {
  package static let all: [any Benchmark.Type] = [
    KernelsBenchmark.self, RoundBenchmark.self, TransportBenchmark.self, AggregationBenchmark.self,
    StartupBenchmark.self,
  ]
}
