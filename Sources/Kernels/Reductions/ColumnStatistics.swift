import CKernels
package import Tensors

/// Statistics of every column of a matrix, by rank.
package enum ColumnStatistics {
  /// The median of every column; of an even count, the mean of the two middle values.
  ///
  /// - Parameters:
  ///   - rows: `n × d`, with at least one row and no NaN.
  ///   - workers: who shares the columns.
  /// - Returns: `d` values.
  package static func median(_ rows: UpdateRows, on workers: Workers = .perCore) -> [Float] {
    mean(rows, ofRanks: (rows.rows - 1) / 2..<rows.rows / 2 + 1, on: workers)
  }

  /// The mean of the values of certain ranks in every column; rank 0 is the smallest.
  ///
  /// - Parameters:
  ///   - rows: `n × d`, with at least one row and no NaN.
  ///   - ranks: within `0..<n`, not empty.
  ///   - workers: who shares the columns.
  /// - Returns: `d` values, summed in double by rising rank and rounded once.
  package static func mean(
    _ rows: UpdateRows, ofRanks ranks: Range<Int>, on workers: Workers = .perCore
  ) -> [Float] {
    let comparators = SortingNetwork(count: rows.rows, ranks: ranks).comparators
    let width = Int(CK_SORTING_BLOCK)
    var means = [Float](repeating: 0, count: rows.columns)
    workers.fill(&means, inBlocksOf: 256 * width) { range, out in
      var block = RowBlock(rows: rows.rows, width: width)
      for first in stride(from: range.lowerBound, to: range.upperBound, by: width) {
        let columns = first..<min(first + width, range.upperBound)
        block.gather(rows, columns: columns)
        var values = block.values.mutableSpan
        let place = columns.lowerBound - range.lowerBound
        var part = out._mutatingExtracting(place..<place + columns.count)
        ck_mean_of_sorted_block(
          &values, comparators.span, ranks.lowerBound, ranks.upperBound, &part)
      }
    }
    return means
  }
}
