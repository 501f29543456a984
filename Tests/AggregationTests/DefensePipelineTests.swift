import Foundation
import Options
import Tensors
import Testing

@testable import Aggregation

@Suite struct DefensePipelineTests {
  // MARK: - FedAvg at the end

  @Test func `an empty pipeline is FedAvg to the last bit`() throws {
    let view = try round(EveryStageTests.honest(seed: 2), counts: Array(3...13))
    let empty = try aggregate(view)
    let explicit = try aggregate(view, .init("fed-avg"))
    #expect(empty.aggregate == explicit.aggregate)
    #expect(empty.verdicts == explicit.verdicts)
    let total = Double((3...13).reduce(0, +))
    #expect(empty.verdicts.map(\.weight) == (3...13).map { Double($0) / total })
    #expect(empty.notes.isEmpty && empty.knowledge.isEmpty)
  }

  @Test func `what no stage combines is averaged with the round's weights`() throws {
    let view = try round([[3, 4], [0, 1]], counts: [1, 3])
    let result = try aggregate(view, .init("norm-clipping", ["bound": 1]))
    #expect(isClose(result.aggregate, [0.15, 0.95]))
    #expect(result.verdicts.map(\.weight) == [0.25, 0.75])
  }

  @Test func `clipping changes what Multi-Krum sees`() throws {
    let view = try round(sevenClients)
    let result = try aggregate(
      view, .init("norm-clipping"), .init("multi-krum", ["f": 1, "m": 1]))
    #expect(result.accepted.count == 1)
    #expect(result.verdicts[6].score ?? .infinity < 250)
    #expect(result.verdicts.allSatisfy { $0.stage == "multi-krum" })
    #expect(
      result.knowledge == [
        StageKnowledge(stage: "norm-clipping", consumes: []),
        StageKnowledge(stage: "multi-krum", consumes: [.declaredByzantineCount]),
      ])
  }

  // MARK: - What is refused

  @Test func `a stage out of order is refused with the order`() {
    let conflict = fault { try DefensePipeline([.init("median"), .init("norm-clipping")]) }
    #expect(conflict?.path == ["defense", "1"])
    #expect(conflict?.description.contains("clipping, mixing, filtering, combining, noise") == true)
    #expect(conflict?.description.contains("'norm-clipping' does clipping") == true)
  }

  @Test func `two stages that combine are refused`() {
    let conflict = fault { try DefensePipeline([.init("median"), .init("flame")]) }
    #expect(conflict?.path == ["defense", "1"])
    #expect(conflict?.description.contains("keep one of 'median' and 'flame'") == true)
  }

  @Test func `an f that is too large is refused, and the message says what would do`() throws {
    let defense = try DefensePipeline([.init("norm-clipping"), .init("multi-krum", ["f": 3])])
    try defense.check(clientCount: 9)
    let conflict = fault { try defense.check(clientCount: 8) }
    #expect(
      conflict?.description
        == "'defense.1' cannot be so: multi-krum needs at least 9 clients in a round (2f + 3 with"
        + " f = 3), and there are 8; take 9 or more, or lower f to 2")
    let tiny = fault { try defense.check(clientCount: 2) }
    #expect(tiny?.description.hasSuffix("and there are 2; take 9 or more") == true)
    let greedy = try DefensePipeline([.init("multi-krum", ["f": 0, "m": 6])])
    #expect(
      fault { try greedy.check(clientCount: 5) }?.description.contains("lower m to 5") == true)
  }

  @Test func `options and lists that make no sense are refused at their place`() {
    #expect(
      fault { try DefensePipeline(reading: [["name": "multi-krum"]]) }?.path
        == ["defense", "0", "f"])
    #expect(
      fault { try DefensePipeline(reading: [["name": "mediann"]]) }?.description
        .contains("did you mean 'median'?") == true)
    #expect(fault { try DefensePipeline(reading: [["f": 1]]) }?.path == ["defense", "0", "name"])
    #expect(fault { try DefensePipeline(reading: ["median"]) }?.path == ["defense", "0"])
    #expect(fault { try DefensePipeline(reading: ["name": "median"]) }?.path == ["defense"])
    #expect(
      fault {
        try DefensePipeline(reading: [["name": "norm-clipping", "bound": 0]])
      }?.path == ["defense", "0", "bound"])
  }

  @Test func `a list from a file makes the pipeline it describes`() throws {
    let defense = try DefensePipeline(
      reading: [["name": "norm-clipping", "bound": 2.5], ["name": "multi-krum", "f": 2]])
    #expect((defense.stages[0] as? NormClipping)?.options.bound == .fixed(2.5))
    #expect((defense.stages[1] as? MultiKrum)?.options.f == 2)
    #expect(try DefensePipeline(reading: .null).stages.isEmpty)
  }

  @Test func `a list with its defaults written out describes the same pipeline`() throws {
    let resolved = try DefensePipeline.resolved([
      ["name": "norm-clipping"], ["f": 2, "name": "multi-krum"],
    ])
    #expect(
      resolved == [
        ["name": "norm-clipping", "bound": "median"],
        ["name": "multi-krum", "f": 2, "m": nil, "variant": "paper"],
      ])
    #expect(try DefensePipeline.resolved(resolved) == resolved)
    #expect(try DefensePipeline(reading: resolved).stages.count == 2)
    #expect(try DefensePipeline.resolved(.null) == [])
  }

  // MARK: - Rounds

  @Test func `answers of a wrong length and clients without samples are set aside`() throws {
    let view = try RoundView(
      [
        ClientUpdate(client: 9, update: [1, 1], sampleCount: 4),
        ClientUpdate(client: 2, update: [1], sampleCount: 4),
        ClientUpdate(client: 5, update: [8, 8], sampleCount: 0),
      ], global: [0, 0])
    let result = try aggregate(view)
    #expect(result.aggregate == [1, 1])
    #expect(result.verdicts.map(\.client) == [2, 5, 9])
    #expect(result.verdicts.map(\.reason) == ["wrong-length", "no-samples", nil])
    #expect(result.verdicts.map(\.weight) == [0, 0, 1])
  }

  @Test func `a client cannot answer twice`() {
    let answer = ClientUpdate(client: 3, update: [1], sampleCount: 1)
    #expect(throws: AggregationError.duplicateClient(3)) {
      try RoundView([answer, answer], global: [0])
    }
  }

  @Test func `a round that lost too many clients is refused and the history kept`() throws {
    var defense = try DefensePipeline([.init("multi-krum", ["f": 1])])
    let before = try defense.savedHistory()
    #expect(throws: AggregationError.self) { try defense.aggregate(round([[1], [2], [3], [4]])) }
    #expect(try defense.savedHistory() == before)
  }

  @Test func `a history of other stages is refused`() throws {
    let median = try DefensePipeline([.init("median")])
    var flame = try DefensePipeline([.init("flame")])
    #expect(throws: AggregationError.self) { try flame.restore(history: median.savedHistory()) }
    #expect(throws: AggregationError.foreignState(reason: "it cannot be read")) {
      try flame.restore(history: Data([1, 2, 3]))
    }
  }

  @Test func `only sums can be made securely`() throws {
    #expect(try DefensePipeline([]).worksOnSums)
    #expect(
      try DefensePipeline([.init("norm-clipping", ["bound": 3]), .init("fed-avg")]).worksOnSums)
    #expect(try !DefensePipeline([.init("norm-clipping")]).worksOnSums)
    #expect(try !DefensePipeline([.init("median")]).worksOnSums)
  }

  /// The option error that `body` throws, if it does.
  private func fault(_ body: () throws -> some Any) -> OptionError? {
    do {
      _ = try body()
      return nil
    } catch {
      return error as? OptionError
    }
  }
}
