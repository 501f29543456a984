import Kernels
import Randomness
import Tensors
import Testing

@testable import Aggregation

@Suite struct RoundInProgressTests {
  @Test func `dropped rows are rejected and the rest keep their weights`() throws {
    var progress = RoundInProgress(try round([[1], [2], [3]], counts: [1, 2, 3]))
    progress.begin("a-filter", at: 0)
    progress.keep(rows: [0, 2], because: "odd")
    #expect((0..<2).map { progress.updates.row($0) } == [[1], [3]])
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

  @Test func `noise is that of the stage's stream at every position`() throws {
    let columns = 4096 + 77
    var progress = RoundInProgress(try round([[Float](repeating: 0.5, count: columns)]))
    progress.begin("a-noise", at: 2)
    progress.addNoise(deviation: 1)
    #expect(progress.aggregate == nil)
    progress.combineByMean()
    progress.addNoise(deviation: 0)
    #expect(progress.aggregate == Array(repeating: 0.5, count: columns))
    progress.addNoise(deviation: 0.1)
    let random = progress.random
    let expected = (0..<columns).map { Float(0.5 + 0.1 * random.normal(at: $0)) }
    #expect(progress.aggregate == expected)
    #expect(progress.notes.map(\.text) == ["added noise of deviation 0.1"])
  }

  // MARK: - Measures

  @Test func `what was measured of rows follows them until they change`() throws {
    var progress = RoundInProgress(try round([[3, 4], [0, 0], [6, 8]]))
    #expect(progress.norms() == [5, 0, 10])
    #expect(progress.squaredDistances().values == [0, 25, 25, 25, 0, 100, 25, 100, 0])
    progress.keep(rows: [0, 2], because: "odd")
    #expect(progress.norms() == [5, 10])
    #expect(progress.squaredDistances().values == [0, 25, 25, 0])
    progress.scaleRows(by: [1, 0.5])
    #expect(progress.norms() == [5, 5])
    #expect(progress.squaredDistances().values == [0, 0, 0, 0])
    progress.mix(into: UpdateMatrix([[1, 0], [0, 1]]), from: [[0], [1]])
    #expect(progress.norms() == [1, 1])
    #expect(progress.squaredDistances().values == [0, 2, 2, 0])
  }

  @Test func `angles are between updates, or between the models they lead to`() throws {
    var progress = RoundInProgress(try round([[1, 0], [0, 1], [0, 3]]))
    let updates = progress.cosineDistances().values
    #expect(zip(updates, [0, 1, 1, 1, 0, 0, 1, 0, 0]).allSatisfy { abs($0 - $1) < 1e-12 })
    let models = progress.cosineDistances(from: [-1, 0]).values
    // A zero model is as far from the others as a right angle.
    #expect(models[0 * 3 + 1] == 1 && models[0 * 3 + 2] == 1)
    let cosine = 4 / 20.0.squareRoot()
    #expect(abs(models[1 * 3 + 2] - (1 - cosine)) < 1e-6)
  }

  @Test func `a stage on rows of a matrix does not see the others`() throws {
    let matrix = UpdateMatrix([[1, 2], [.nan, 9], [3, 6]])
    let view = try RoundView(
      updates: matrix, rows: [0, 2], clients: [4, 8], sampleCounts: [1, 1], global: [0, 0])
    let result = try aggregate(view, .init("median"))
    #expect(result.aggregate == [2, 4])
    #expect(result.accepted == [4, 8])
  }
}
