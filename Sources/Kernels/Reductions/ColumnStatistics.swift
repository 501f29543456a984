import CKernels
package import Tensors

/// Statistics of every column of a matrix, by rank.
package enum ColumnStatistics {
  /// The median of every column; of an even count, the mean of the two middle values.
  ///
  /// - Parameter matrix: `n × d`, with at least one row and no NaN.
  /// - Returns: `d` values.
  package static func median(_ matrix: UpdateMatrix) -> [Float] {
    mean(matrix, ofRanks: (matrix.rows - 1) / 2..<matrix.rows / 2 + 1)
  }

  /// The mean of the values of certain ranks in every column; rank 0 is the smallest.
  ///
  /// - Parameters:
  ///   - matrix: `n × d`, with at least one row and no NaN.
  ///   - ranks: within `0..<n`, not empty.
  /// - Returns: `d` values, summed in double by rising rank and rounded once.
  package static func mean(_ matrix: UpdateMatrix, ofRanks ranks: Range<Int>) -> [Float] {
    let network = SortingNetwork(count: matrix.rows, ranks: ranks)
    var means = [Float](repeating: 0, count: matrix.columns)
    if means.isEmpty { return means }
    var workspace = [Float](repeating: 0, count: matrix.rows * Int(CK_SORTING_BLOCK))
    var room = workspace.mutableSpan
    var out = means.mutableSpan
    ck_mean_of_sorted_rows(
      matrix.values.span, matrix.rows, network.comparators.span, ranks.lowerBound,
      ranks.upperBound, &room, &out)
    return means
  }
}
