import Tensors
import Testing

@testable import Kernels

@Suite struct ReductionDistancesTests {
  static func matrix(_ rows: Int, _ columns: Int) -> UpdateMatrix {
    UpdateMatrix(
      rows: rows, columns: columns, values: ReductionsTests.values(rows * columns, salt: rows))
  }

  @Test(
    arguments: [(1, 3), (2, 1), (3, 511), (4, 512), (5, 513), (7, 40_000)])
  func `all pairs agree with one pair at a time`(size: (rows: Int, columns: Int)) {
    let matrix = Self.matrix(size.rows, size.columns)
    let distances = PairwiseDistances.squaredEuclidean(matrix)
    for i in 0..<size.rows {
      for j in 0..<size.rows {
        let one = Reductions.squaredDistance(matrix[i], matrix[j])
        // Same terms in another order: a few units in the last place of a sum of this many.
        #expect(abs(distances[i, j] - one) <= 1e-13 * one)
        #expect(distances[i, j] == distances[j, i])
      }
      #expect(distances[i, i] == 0)
    }
  }

  @Test func `distances are exact on small whole numbers`() {
    let distances = PairwiseDistances.squaredEuclidean(UpdateMatrix([[0, 0], [3, 4], [-3, 0]]))
    #expect(distances.values == [0, 25, 9, 25, 0, 52, 9, 52, 0])
    #expect(PairwiseDistances.euclidean(UpdateMatrix([[0], [7]])).values == [0, 7, 7, 0])
  }

  @Test func `a pair's distance does not depend on the other rows`() {
    let many = Self.matrix(9, 2000)
    let all = PairwiseDistances.squaredEuclidean(many)
    let few = PairwiseDistances.squaredEuclidean(many.selecting([1, 4, 8]))
    #expect([few[0, 1], few[0, 2], few[1, 2]] == [all[1, 4], all[1, 8], all[4, 8]])
  }

  @Test func `cosine distances of axes, opposites and zero rows`() {
    let distances = PairwiseDistances.cosine(
      UpdateMatrix([[2, 0], [0, 5], [-1, 0], [0, 0], [0, 0], [1e6, 0]]))
    #expect(abs(distances[0, 1] - 1) < 1e-15)
    #expect(distances[0, 2] == 2)
    #expect(distances[0, 5] == 0)
    #expect((0..<5).allSatisfy { distances[3, $0] == ($0 == 3 ? 0 : 1) })
    #expect(distances[4, 4] == 0)
  }

  @Test func `tiny angles between long vectors keep their digits`() {
    // Models near (1, …, 1) that differ by t in one coordinate more or less: 1 − cos ≈ t² (d − 1) / 2d².
    let global = [Float](repeating: 1, count: 1000)
    var updates = UpdateMatrix(rows: 2, columns: 1000)
    let t = 0x1p-20
    updates.values[0] = Float(t)
    let distance = PairwiseDistances.cosine(updates, shift: global)[0, 1]
    let expected = t * t * 999 / 2e6
    #expect(abs(distance - expected) < 1e-5 * expected)
  }

  @Test func `a shift is as good as shifted rows`() {
    let updates = UpdateMatrix([[1, 2, 3], [-1, 0, 2]])
    let shifted = UpdateMatrix([[2, 1, 3], [0, -1, 2]])
    #expect(
      PairwiseDistances.cosine(updates, shift: [1, -1, 0]) == PairwiseDistances.cosine(shifted))
  }

  @Test func `no rows and no columns are no trouble`() {
    #expect(PairwiseDistances.squaredEuclidean(UpdateMatrix(rows: 0, columns: 3)).count == 0)
    #expect(
      PairwiseDistances.cosine(UpdateMatrix(rows: 2, columns: 0)).values == [0, 1, 1, 0])
  }
}
