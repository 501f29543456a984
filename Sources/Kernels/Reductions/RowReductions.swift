import CKernels
package import Tensors

/// What rules compute from all rows of a matrix of updates.
extension Reductions {
  /// The Euclidean norm of every row.
  package static func rowNorms(_ matrix: UpdateMatrix) -> [Double] {
    (0..<matrix.rows).map { norm(matrix[$0]) }
  }

  /// The Euclidean norm of every row plus `shift`, which holds one value per column.
  package static func rowNorms(_ matrix: UpdateMatrix, plus shift: [Float]) -> [Double] {
    (0..<matrix.rows).map { squaredNorm(ofSum: matrix[$0], shift.span).squareRoot() }
  }

  /// The positions of the rows without NaN and infinity.
  package static func finiteRows(_ matrix: UpdateMatrix) -> [Int] {
    (0..<matrix.rows).filter { isFinite(matrix[$0]) }
  }

  /// The sum of the rows, each times its weight.
  ///
  /// Every coordinate is summed in double, rows in order, and rounded once. A row of weight 0 is
  /// not looked at.
  ///
  /// - Parameters:
  ///   - matrix: `n × d`.
  ///   - weights: `n` numbers; with sum 1 the result is the weighted mean.
  /// - Returns: `d` values.
  package static func weightedRowSum(_ matrix: UpdateMatrix, weights: [Double]) -> [Float] {
    precondition(
      weights.count == matrix.rows, "\(weights.count) weights for \(matrix.rows) rows")
    var sum = [Float](repeating: 0, count: matrix.columns)
    if sum.isEmpty { return sum }
    var out = sum.mutableSpan
    ck_weighted_row_sum(matrix.values.span, weights.span, &out)
    return sum
  }

  /// Multiplies row `i` by `factors[i]`, in double; rows whose factor is 1 stay untouched.
  package static func scaleRows(_ matrix: inout UpdateMatrix, by factors: [Double]) {
    precondition(
      factors.count == matrix.rows, "\(factors.count) factors for \(matrix.rows) rows")
    guard !matrix.values.isEmpty else { return }
    var values = matrix.values.mutableSpan
    ck_scale_rows(&values, factors.span)
  }
}
