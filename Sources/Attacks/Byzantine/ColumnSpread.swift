import Kernels
package import Tensors

/// What a standard deviation of `n` values divides by.
package enum DeviationDivisor: String, Sendable, Codable, CaseIterable {
  /// By `n`.
  case population
  /// By `n − 1`; the deviation of a single value is 0.
  case sample

  func divisor(of count: Int) -> Double { Double(self == .population ? count : max(1, count - 1)) }
}

/// How far the updates of a round lie apart in every coordinate.
package enum ColumnSpread {
  /// The standard deviation of every column, in double and rounded once.
  ///
  /// - Parameters:
  ///   - updates: `n × d`, with at least one row.
  ///   - divisor: `n` or `n − 1`.
  /// - Returns: `d` values, not negative.
  package static func deviation(
    _ updates: UpdateMatrix, over divisor: DeviationDivisor
  ) -> [Float] {
    let count = Double(updates.rows)
    let divisor = divisor.divisor(of: updates.rows)
    return columns(of: updates) { range, out in
      var means = [Double](repeating: 0, count: range.count)
      for row in 0..<updates.rows {
        let values = updates[row].extracting(range)
        for index in means.indices { means[index] += Double(values[index]) }
      }
      for index in means.indices { means[index] /= count }
      var squares = [Double](repeating: 0, count: range.count)
      for row in 0..<updates.rows {
        let values = updates[row].extracting(range)
        for index in squares.indices {
          let gap = Double(values[index]) - means[index]
          squares[index] += gap * gap
        }
      }
      for index in squares.indices { out[index] = Float((squares[index] / divisor).squareRoot()) }
    }
  }

  /// The smallest value of every column.
  package static func lowest(_ updates: UpdateMatrix) -> [Float] { extreme(of: updates, sign: 1) }

  /// The largest value of every column.
  package static func highest(_ updates: UpdateMatrix) -> [Float] { extreme(of: updates, sign: -1) }

  // MARK: - Details

  private static func extreme(of updates: UpdateMatrix, sign: Float) -> [Float] {
    columns(of: updates) { range, out in
      for index in out.indices { out[index] = .infinity }
      for row in 0..<updates.rows {
        let values = updates[row].extracting(range)
        for index in out.indices { out[index] = min(out[index], sign * values[index]) }
      }
      for index in out.indices { out[index] *= sign }
    }
  }

  /// One value for each column, worked out in stretches of columns.
  private static func columns(
    of updates: UpdateMatrix,
    _ body: @Sendable (_ range: Range<Int>, _ out: inout MutableSpan<Float>) -> Void
  ) -> [Float] {
    precondition(updates.rows > 0, "no update is there to measure")
    var values = [Float](repeating: 0, count: updates.columns)
    Workers.perCore.fill(&values, inBlocksOf: 4096, body)
    return values
  }
}
