import CKernels
package import Tensors

/// What rules compute from all rows of a matrix of updates.
extension Reductions {
  /// The square of the Euclidean norm of every row; not finite exactly where a row is not.
  ///
  /// The largest squares of floats are far within double's range, so one pass tells both.
  package static func squaredRowNorms(_ rows: UpdateRows, on workers: Workers = .perCore)
    -> [Double]
  {
    var squares = [Double](repeating: 0, count: rows.rows)
    workers.fill(&squares, inBlocksOf: 1) { range, out in
      let row = rows.matrix[rows.positions[range.lowerBound]]
      let factor = rows.factors[range.lowerBound]
      out[0] = factor == 1 ? ck_squared_norm(row) : ck_squared_norm_of_scaled(row, factor)
    }
    return squares
  }

  /// The Euclidean norm of every row.
  package static func rowNorms(_ rows: UpdateRows, on workers: Workers = .perCore) -> [Double] {
    squaredRowNorms(rows, on: workers).map { $0.squareRoot() }
  }

  /// The Euclidean norm of every row plus `shift`, which holds one value per column.
  package static func rowNorms(
    _ rows: UpdateRows, plus shift: [Float], on workers: Workers = .perCore
  ) -> [Double] {
    precondition(
      shift.count == rows.columns, "a shift of \(shift.count) for \(rows.columns) columns")
    var norms = [Double](repeating: 0, count: rows.rows)
    workers.fill(&norms, inBlocksOf: 1) { range, out in
      let row = rows.matrix[rows.positions[range.lowerBound]]
      let square = ck_squared_norm_of_sum(row, shift.span, rows.factors[range.lowerBound])
      out[0] = square.squareRoot()
    }
    return norms
  }

  /// The sum of the rows, each times its weight.
  ///
  /// Every coordinate is summed in double, rows in order, and rounded once. A row of weight 0 is
  /// not looked at.
  ///
  /// - Parameters:
  ///   - rows: `n × d`.
  ///   - weights: `n` numbers; with sum 1 the result is the weighted mean.
  ///   - workers: who shares the columns.
  /// - Returns: `d` values.
  package static func weightedRowSum(
    _ rows: UpdateRows, weights: [Double], on workers: Workers = .perCore
  ) -> [Float] {
    precondition(weights.count == rows.rows, "\(weights.count) weights for \(rows.rows) rows")
    let used = weights.indices.filter { weights[$0] != 0 }
    let (rows, weights) = (rows.selecting(used), used.map { weights[$0] })
    var sum = [Float](repeating: 0, count: rows.columns)
    workers.fill(&sum, inBlocksOf: 16_384) { range, out in
      ck_weighted_row_sum(
        rows.matrix.values.span, rows.columns, rows.positions.span, rows.factors.span, weights.span,
        range.lowerBound, &out)
    }
    return sum
  }
}
