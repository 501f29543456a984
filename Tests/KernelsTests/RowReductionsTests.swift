import Tensors
import Testing

@testable import Kernels

@Suite struct RowReductionsTests {
  /// Every third row of a matrix, some of them scaled.
  static func rows(_ count: Int, _ columns: Int, factors: [Double]? = nil) -> UpdateRows {
    let matrix = UpdateMatrix(
      rows: 3 * count, columns: columns, values: ReductionsTests.values(3 * count * columns))
    var rows = UpdateRows(matrix, at: (0..<count).map { 3 * $0 })
    if let factors { rows.scale(by: factors) }
    return rows
  }

  @Test(arguments: [1, 31, 33, 4099])
  func `norms have the bits of the promised order, scaled and shifted`(columns: Int) {
    let rows = Self.rows(3, columns, factors: [1, 0.3, -1.7])
    let shift = ReductionsTests.values(columns, salt: 5)
    let squares = Reductions.squaredRowNorms(rows)
    let shifted = Reductions.rowNorms(rows, plus: shift)
    for row in 0..<3 {
      let values = rows.row(row).map { Double($0) }
      #expect(squares[row] == ReductionsTests.laneSum(values.map { $0 * $0 }))
      let sums = zip(values, shift).map { ($0 + Double($1)) * ($0 + Double($1)) }
      #expect(shifted[row] == ReductionsTests.laneSum(sums).squareRoot())
    }
    #expect(Reductions.rowNorms(rows) == squares.map { $0.squareRoot() })
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity], [0, 40, 8999])
  func `the norm of a row is finite exactly if the row is`(bad: Float, place: Int) {
    var matrix = UpdateMatrix(rows: 3, columns: 9000)
    for column in 0..<9000 { matrix.values[column] = .greatestFiniteMagnitude }
    matrix.values[9000 + place] = bad
    let squares = Reductions.squaredRowNorms(UpdateRows(matrix))
    #expect(squares.map(\.isFinite) == [true, false, true])
  }

  @Test(arguments: [1, 1023, 1024, 1025, 16_385, 40_000])
  func `a weighted sum of rows adds in row order in double`(columns: Int) {
    let factors = [1, 1, 1, 1, 0.25, 1, 1, 1.1, 1, 1, 1, 1]
    let rows = Self.rows(factors.count, columns, factors: factors)
    let weights = (0..<factors.count).map { Double($0 % 5) / 7 }
    let copies = (0..<factors.count).map { rows.row($0) }
    let expected = (0..<columns).map { column in
      var sum = 0.0
      for (row, weight) in zip(copies, weights) where weight != 0 {
        sum += weight * Double(row[column])
      }
      return Float(sum)
    }
    #expect(Reductions.weightedRowSum(rows, weights: weights) == expected)
  }

  @Test func `a row of weight 0 is not looked at`() {
    let rows = UpdateRows(UpdateMatrix([[1, 2], [.nan, .infinity]]))
    #expect(Reductions.weightedRowSum(rows, weights: [1, 0]) == [1, 2])
    #expect(Reductions.weightedRowSum(rows, weights: [0, 0]) == [0, 0])
  }

  @Test func `no rows and no columns are no trouble`() {
    let none = UpdateRows(UpdateMatrix(rows: 0, columns: 3))
    #expect(Reductions.squaredRowNorms(none) == [])
    #expect(Reductions.weightedRowSum(none, weights: []) == [0, 0, 0])
    let empty = UpdateRows(UpdateMatrix(rows: 2, columns: 0))
    #expect(Reductions.rowNorms(empty) == [0, 0])
    #expect(Reductions.weightedRowSum(empty, weights: [1, 1]) == [])
  }

  @Test(arguments: [2, 3, 8])
  func `the bits do not depend on the number of workers`(count: Int) {
    let rows = Self.rows(7, 50_001, factors: [1, 1, 1, 1, 1, 0.5, 1])
    let (one, many) = (Workers(1), Workers(count))
    let shift = ReductionsTests.values(rows.columns, salt: 2)
    let weights = (0..<7).map { Double($0) / 21 }
    #expect(
      Reductions.squaredRowNorms(rows, on: many) == Reductions.squaredRowNorms(rows, on: one))
    #expect(
      Reductions.rowNorms(rows, plus: shift, on: many)
        == Reductions.rowNorms(rows, plus: shift, on: one))
    #expect(
      Reductions.weightedRowSum(rows, weights: weights, on: many)
        == Reductions.weightedRowSum(rows, weights: weights, on: one))
    #expect(ColumnStatistics.median(rows, on: many) == ColumnStatistics.median(rows, on: one))
    #expect(
      PairwiseDistances.squaredEuclidean(rows, on: many)
        == PairwiseDistances.squaredEuclidean(rows, on: one))
    #expect(
      PairwiseDistances.exactSquares(rows, shift: shift, on: many)
        == PairwiseDistances.exactSquares(rows, shift: shift, on: one))
  }
}
