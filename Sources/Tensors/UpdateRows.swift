/// Some rows of a matrix of updates, each times a factor, without a copy of the matrix.
///
/// A product is made in double and rounded to float, so that a row is what it would be had it been
/// scaled in place.
package struct UpdateRows: Sendable, Equatable {
  /// Where the values are.
  package let matrix: UpdateMatrix
  /// For each row, its position in the matrix.
  package private(set) var positions: [Int]
  /// For each row, the finite number that it is multiplied by.
  package private(set) var factors: [Double]

  /// All rows of a matrix as they are.
  package init(_ matrix: UpdateMatrix) { self.init(matrix, at: Array(0..<matrix.rows)) }

  /// The rows of a matrix at the given positions, as they are.
  package init(_ matrix: UpdateMatrix, at positions: [Int]) {
    precondition(
      positions.allSatisfy { 0..<matrix.rows ~= $0 }, "\(positions) of \(matrix.rows) rows")
    self.matrix = matrix
    self.positions = positions
    factors = Array(repeating: 1, count: positions.count)
  }

  /// The number of rows.
  package var rows: Int { positions.count }

  /// The number of parameters.
  package var columns: Int { matrix.columns }

  /// A copy of one row, times its factor.
  package func row(_ index: Int) -> [Float] {
    let values = matrix.row(positions[index])
    let factor = factors[index]
    return factor == 1 ? values : values.map { Float(Double($0) * factor) }
  }

  /// The rows at the given places of these, in that order.
  package func selecting(_ indices: [Int]) -> UpdateRows {
    var selected = self
    selected.positions = indices.map { positions[$0] }
    selected.factors = indices.map { factors[$0] }
    return selected
  }

  /// Multiplies row `i` by `numbers[i]`.
  ///
  /// Factors of a row add up to one product, so that scaling twice rounds its values once.
  package mutating func scale(by numbers: [Double]) {
    precondition(numbers.count == rows, "\(numbers.count) factors for \(rows) rows")
    factors = zip(factors, numbers).map { $0 * $1 }
  }
}
