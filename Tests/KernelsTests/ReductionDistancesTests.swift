import Tensors
import Testing

@testable import Kernels

@Suite struct ReductionDistancesTests {
  static func rows(_ rows: Int, _ columns: Int, scaledBy factor: Float = 1) -> UpdateRows {
    let values = ReductionsTests.values(rows * columns, salt: rows).map { $0 * factor }
    return UpdateRows(UpdateMatrix(rows: rows, columns: columns, values: values))
  }

  /// The largest error of a distance, as a share of it.
  static func worst(_ distances: DistanceMatrix, of rows: UpdateRows) -> Double {
    var worst = 0.0
    let copies = (0..<rows.rows).map { rows.row($0) }
    for i in copies.indices {
      for j in copies.indices {
        let (first, second) = (copies[i], copies[j])
        let one = Reductions.squaredDistance(first.span, second.span)
        let gap = abs(distances[i, j] - one)
        worst = max(worst, gap == 0 ? 0 : gap / one)
      }
    }
    return worst
  }

  /// What the doc comment promises: 67 roundings to float, and some margin for second order.
  static let promised = 4.1e-6

  // MARK: - Accuracy

  @Test(
    arguments: [(1, 3), (2, 1), (3, 1023), (4, 1024), (5, 1025), (6, 7), (7, 40_000), (9, 2048)])
  func `all pairs agree with one pair at a time`(size: (rows: Int, columns: Int)) {
    let rows = Self.rows(size.rows, size.columns)
    let distances = PairwiseDistances.squaredEuclidean(rows)
    #expect(Self.worst(distances, of: rows) < Self.promised)
    let exact = PairwiseDistances.exactSquares(rows, on: .perCore)
    // Same terms in another order: a few units in the last place of a sum of this many.
    #expect(Self.worst(exact, of: rows) < 1e-13)
    for i in 0..<size.rows {
      #expect((0..<size.rows).allSatisfy { distances[i, $0] == distances[$0, i] })
      #expect(distances[i, i] == 0 && exact[i, i] == 0)
    }
  }

  @Test(arguments: [Float(1e-6), 1e-12, 1e-24, 1e-36, 1, 1e15, 1e25, 1e34])
  func `updates may be as tiny or huge as floats can be`(factor: Float) {
    let rows = Self.rows(6, 3000, scaledBy: factor)
    #expect(Self.worst(PairwiseDistances.squaredEuclidean(rows), of: rows) < Self.promised)
  }

  @Test func `long rows that are close together keep their digits`() {
    // Lengths near 50,000, distances near 0.05: as norms and products in float, nothing is left.
    var values: [Float] = []
    for row in 0..<6 {
      values += (0..<5000).map { 700 + Float(($0 * 31 + row * 17) % 13) * 0x1p-14 }
    }
    let rows = UpdateRows(UpdateMatrix(rows: 6, columns: 5000, values: values))
    #expect(Self.worst(PairwiseDistances.squaredEuclidean(rows), of: rows) < Self.promised)
  }

  @Test func `a huge row does not spoil the distances of small ones`() {
    var matrix = Self.rows(5, 3000, scaledBy: 1e-4).matrix
    for column in 0..<3000 { matrix.values[2 * 3000 + column] *= 1e30 }
    let rows = UpdateRows(matrix)
    let distances = PairwiseDistances.squaredEuclidean(rows)
    #expect(Self.worst(distances, of: rows) < Self.promised)
    #expect(distances.values.allSatisfy { $0.isFinite && $0 >= 0 })
  }

  @Test func `identical rows are at distance 0, also when scaled to be`() {
    let row = ReductionsTests.values(2500)
    var rows = UpdateRows(UpdateMatrix([row, row.map { 2 * $0 }, row]))
    rows.scale(by: [1, 0.5, 1])
    #expect(PairwiseDistances.squaredEuclidean(rows).values.allSatisfy { $0 == 0 })
  }

  @Test func `distances are exact on small whole numbers`() {
    let matrix = UpdateMatrix([[0, 0], [3, 4], [-3, 0]])
    let expected = [0.0, 25, 9, 25, 0, 52, 9, 52, 0]
    #expect(PairwiseDistances.squaredEuclidean(UpdateRows(matrix)).values == expected)
    #expect(PairwiseDistances.euclidean(UpdateMatrix([[0], [7]])).values == [0, 7, 7, 0])
  }

  @Test(arguments: [Float(1), 1e-36])
  func `a pair's distance does not depend on the other rows`(factor: Float) {
    let many = Self.rows(9, 2000, scaledBy: factor)
    let all = PairwiseDistances.squaredEuclidean(many)
    for chosen in [[1, 4, 8], [2, 3], [0, 1, 2, 3, 5, 6]] {
      let few = PairwiseDistances.squaredEuclidean(many.selecting(chosen))
      #expect(few == all.selecting(chosen))
    }
  }

  // MARK: - Angles

  @Test func `cosine distances of axes, opposites and zero rows`() {
    let distances = PairwiseDistances.cosine(
      UpdateMatrix([[2, 0], [0, 5], [-1, 0], [0, 0], [0, 0], [1e6, 0]]))
    #expect(abs(distances[0, 1] - 1) < 1e-15)
    #expect(distances[0, 2] == 2)
    #expect(distances[0, 5] == 0)
    #expect((0..<5).allSatisfy { distances[3, $0] == ($0 == 3 ? 0 : 1) })
    #expect(distances[4, 4] == 0)
  }

  /// Cosine distances by way of the distances that a round shares.
  static func shared(_ rows: UpdateRows, shift: [Float] = []) -> DistanceMatrix {
    let norms =
      shift.isEmpty ? Reductions.rowNorms(rows) : Reductions.rowNorms(rows, plus: shift)
    return CosineDistances.between(
      rows, shift: shift, norms: norms, squares: PairwiseDistances.squaredEuclidean(rows))
  }

  @Test func `angles from shared distances are those from the rows`() {
    var matrix = Self.rows(8, 3000).matrix
    for column in 0..<3000 {
      // Three times row 0, the same as row 1, a hundred times the opposite of row 0, and nothing.
      matrix.values[4 * 3000 + column] = 3 * matrix.values[column]
      matrix.values[5 * 3000 + column] = matrix.values[3000 + column]
      matrix.values[6 * 3000 + column] = -100 * matrix.values[column]
      matrix.values[7 * 3000 + column] = 0
    }
    let exact = PairwiseDistances.cosine(matrix)
    let shared = Self.shared(UpdateRows(matrix))
    for (got, expected) in zip(shared.values, exact.values) {
      // 16 times the bound of distances; parallel rows come from the same computation.
      #expect(abs(got - expected) <= 16 * Self.promised * expected)
    }
  }

  @Test func `tiny angles between long vectors keep their digits`() {
    // Models near (1, …, 1) that differ by t in one coordinate more or less: 1 − cos ≈ t² (d − 1) / 2d².
    let global = [Float](repeating: 1, count: 1000)
    var updates = UpdateMatrix(rows: 2, columns: 1000)
    let t = 0x1p-20
    updates.values[0] = Float(t)
    let distance = Self.shared(UpdateRows(updates), shift: global)[0, 1]
    let expected = t * t * 999 / 2e6
    #expect(abs(distance - expected) < 1e-5 * expected)
  }

  @Test func `a shift is as good as shifted rows`() {
    let updates = UpdateRows(UpdateMatrix([[1, 2, 3], [-1, 0, 2]]))
    let shifted = UpdateMatrix([[2, 1, 3], [0, -1, 2]])
    let (got, expected) = (
      Self.shared(updates, shift: [1, -1, 0])[0, 1], PairwiseDistances.cosine(shifted)[0, 1]
    )
    #expect(abs(got - expected) < 1e-6 * expected)
  }

  @Test func `no rows and no columns are no trouble`() {
    let none = UpdateRows(UpdateMatrix(rows: 0, columns: 3))
    #expect(PairwiseDistances.squaredEuclidean(none).count == 0)
    let empty = UpdateMatrix(rows: 2, columns: 0)
    #expect(PairwiseDistances.cosine(empty).values == [0, 1, 1, 0])
    #expect(Self.shared(UpdateRows(empty)).values == [0, 1, 1, 0])
  }
}
