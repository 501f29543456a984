import Tensors
import Testing

@testable import Aggregation

@Suite struct RoundInProgressTests {
  @Test func `dropped rows are rejected and the rest keep their weights`() throws {
    var progress = RoundInProgress(try round([[1], [2], [3]], counts: [1, 2, 3]))
    progress.begin("a-filter", at: 0)
    progress.keep(rows: [0, 2], because: "odd")
    #expect(progress.updates.values == [1, 3])
    #expect(progress.weights == [1, 3])
    #expect(progress.clients(of: 1) == [2])
    #expect(progress.verdicts[1].reason == "odd" && progress.verdicts[1].stage == "a-filter")
    progress.combineByMean()
    #expect(progress.aggregate == [2.5])
    #expect(progress.verdicts.map(\.weight) == [0.25, 0, 0.75])
  }

  @Test func `a filter that rejects everybody keeps the model and says so`() throws {
    var progress = RoundInProgress(try round([[1, 5], [2, 6]]))
    progress.keep(rows: [], because: "suspicious")
    progress.combineByMean()
    #expect(progress.aggregate == [0, 0])
    #expect(progress.notes.map(\.text) == ["no update is left; the model stays as it is"])
    #expect(progress.verdicts.allSatisfy { !$0.accepted && $0.weight == 0 })
  }

  @Test func `a client is rejected only if no row that is left holds it`() throws {
    var progress = RoundInProgress(try round([[1], [2], [3]]))
    progress.mix(into: UpdateMatrix([[1.5], [2.5]]), from: [[0, 1], [1, 2]])
    #expect(!progress.keepsIdentity)
    progress.score([7, 8])
    progress.keep(rows: [1], because: "far")
    #expect(progress.verdicts.map(\.accepted) == [false, true, true])
    progress.combineByMean()
    #expect(progress.aggregate == [2.5])
    // No single weight says what a mixed row takes from a client.
    #expect(progress.verdicts.map(\.weight) == [0, nil, nil])
    #expect(progress.verdicts.allSatisfy { $0.score == nil })
  }

  @Test func `an aggregate can be changed coordinate by coordinate`() throws {
    var progress = RoundInProgress(try round([[1, 2]]))
    progress.mapAggregate { _, _ in 9 }
    #expect(progress.aggregate == nil)
    progress.combine(into: [1, 2])
    progress.mapAggregate { Float($0) + $1 * 10 }
    #expect(progress.aggregate == [10, 21])
  }
}
