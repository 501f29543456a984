import Aggregation
import ArgumentParser
import Experiments
import Foundation
import Options
import Randomness
import RunStore
import TensorFiles
import Tensors

/// `muster aggregate`: a rule or a pipeline on a saved matrix of updates.
struct AggregateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aggregate",
    abstract: "Run one rule, or a pipeline, on a saved matrix of updates.",
    discussion: """
      Example: muster aggregate --rule multi-krum --set f=2 --updates U.npy --output A.npy

      The matrix is n × d float32, one row per client. The aggregate goes to the output file, the \
      verdicts to standard output as JSON.
      """)

  @Option(help: "A defense stage; 'muster list defenses' shows them.")
  var rule: String?

  @Option(help: "A YAML file with a list of stages.")
  var pipeline: String?

  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: "An option of the rule, such as f=2; may be given several times.")
  var assignments: [String] = []

  @Option(help: "The updates: n × d float32, NumPy format.")
  var updates: String

  @Option(help: "The clients' sample counts: n numbers, NumPy format; all 1 if left out.")
  var weights: String?

  @Option(help: "The global model the updates start from: d float32; zeros if left out.")
  var global: String?

  @Option(help: "The seed for rules that draw.")
  var seed = 0

  @Option(help: "Where the aggregate goes: d float32, NumPy format.")
  var output: String

  func run() throws {
    var defense = try DefensePipeline(stages().map { .init($0.name, $0.options) })
    let matrix = try NumpyFile(contentsOf: updates).matrix(of: updates)
    try defense.check(clientCount: matrix.rows)
    let view = try RoundView(
      updates: matrix, clients: Array(0..<matrix.rows),
      sampleCounts: sampleCounts(rows: matrix.rows),
      global: try global.map { try NumpyFile(contentsOf: $0).floats },
      random: RandomStream(seed: UInt64(bitPattern: Int64(seed))))
    let result = try defense.aggregate(view)
    try NumpyFile(shape: [result.aggregate.count], values: .float32(result.aggregate)).write(
      to: output)
    FileHandle.standardOutput.write(try RunJSON.document(Document(result)))
  }

  private func stages() throws -> [NamedOptions] {
    switch (rule, pipeline) {
    case (let rule?, nil):
      var document = try YAMLDocument("name: \(rule)", name: "--rule \(rule)")
      for assignment in assignments { try document.set(assignment) }
      return [
        try NamedOptions(document.tree, known: DefenseStages.all.map { $0.name }, at: ["rule"])
      ]
    case (nil, let file?):
      let text = try String(contentsOfFile: file, encoding: .utf8)
      var document = try YAMLDocument(text, name: file)
      for assignment in assignments { try document.set(assignment) }
      guard case .array(let values) = document.tree else {
        throw ValidationError("\(file) is \(document.tree.kind); it must be a list of stages")
      }
      return try values.enumerated().map {
        try NamedOptions($0.element, known: DefenseStages.all.map { $0.name }, at: ["\($0.offset)"])
      }
    default:
      throw ValidationError("give either --rule or --pipeline")
    }
  }

  private func sampleCounts(rows: Int) throws -> [Int] {
    guard let weights else { return Array(repeating: 1, count: rows) }
    let values = try NumpyFile(contentsOf: weights).doubles
    guard values.count == rows, values.allSatisfy({ $0 >= 1 && $0 < 1e9 && $0 == $0.rounded() })
    else {
      throw ValidationError(
        "\(weights) holds \(values.count) weights; give \(rows) whole numbers of at least 1")
    }
    return values.map { Int($0) }
  }

  private struct Document: Encodable {
    let verdicts: [Verdict]
    let notes: [StageNote]
    let knowledge: [StageKnowledge]

    init(_ result: AggregationResult) {
      verdicts = result.verdicts
      notes = result.notes
      knowledge = result.knowledge
    }
  }
}
