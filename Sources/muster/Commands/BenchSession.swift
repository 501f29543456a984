import ArgumentParser
import Benchmarks
import Federation
import Foundation

/// What all forms of `muster bench` have in common: repetitions, progress, output.
struct BenchSession: ParsableArguments {
  @Option(name: .customLong("repeat"), help: "How often each thing is measured.")
  var repeatCount = 5

  @OptionGroup var result: FormatOption

  func validate() throws {
    guard (1...1000).contains(repeatCount) else {
      throw ValidationError("--repeat is \(repeatCount); give 1 to 1000")
    }
  }

  /// Runs benchmarks one after the other and prints what they found.
  func run(_ benchmarks: [any Benchmark]) async throws {
    try ComputingThreads.requireOne()
    let setting = BenchmarkSetting(
      repeatCount: repeatCount, cores: ProcessInfo.processInfo.activeProcessorCount,
      executable: try ProgramFile.path()
    ) { line in
      FileHandle.standardError.write(Data((line + "\n").utf8))
    }
    var document = BenchDocument()
    for benchmark in benchmarks { document.add(try await Self.section(benchmark, setting)) }
    try result.print(document) { document.text }
  }

  private static func section<Chosen: Benchmark>(
    _ benchmark: Chosen, _ setting: BenchmarkSetting
  ) async throws -> BenchDocument.Section {
    let result = try await benchmark.run(setting)
    var table = TextTable(Chosen.Row.columns)
    for row in result.rows { table.add(row.cells) }
    return BenchDocument.Section(
      name: Chosen.name, rows: result.rows,
      text: ([Chosen.name, table.text()] + result.notes.map { "  (\($0))" }).joined(separator: "\n")
    )
  }
}

/// The rows of some benchmarks, as one JSON object with a list for each.
struct BenchDocument: Encodable {
  /// One benchmark.
  struct Section {
    let name: String
    let rows: [any BenchmarkRow]
    let text: String
  }

  private var sections: [Section] = []

  mutating func add(_ section: Section) { sections.append(section) }

  var text: String { sections.map(\.text).joined(separator: "\n\n") }

  func encode(to encoder: any Encoder) throws {
    var document = encoder.container(keyedBy: Name.self)
    for section in sections {
      var list = document.nestedUnkeyedContainer(forKey: Name(stringValue: section.name))
      for row in section.rows { try list.encode(row) }
    }
  }

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
