import CKernels
package import Tensors

/// Distances computed in double throughout, three times as slow: for points to be clustered, and
/// where float would not do.
extension PairwiseDistances {
  /// The Euclidean distance between every two rows.
  package static func euclidean(_ matrix: UpdateMatrix) -> DistanceMatrix {
    exactSquares(UpdateRows(matrix), on: .perCore).mapPairs { $2.squareRoot() }
  }

  /// One minus the cosine of the angle between every two rows, in 0...2.
  ///
  /// Computed as half the squared distance of the rows scaled to length 1, which keeps its digits
  /// when the angle is tiny. A zero row has distance 1 to all others.
  ///
  /// - Parameter matrix: `n × d`.
  /// - Returns: `n × n` distances.
  package static func cosine(_ matrix: UpdateMatrix) -> DistanceMatrix {
    let rows = UpdateRows(matrix)
    return exactCosine(rows, shift: [], norms: Reductions.rowNorms(rows), on: .perCore)
  }

  /// The squared distances between rows, shifted and then scaled.
  ///
  /// - Parameters:
  ///   - rows: `n × d`.
  ///   - shift: added to every row first; `d` values, or empty for none.
  ///   - scales: `n` factors; nothing for ones.
  ///   - workers: who shares the columns.
  /// - Returns: `n × n` distances.
  static func exactSquares(
    _ rows: UpdateRows, shift: [Float] = [], scales: [Double]? = nil, on workers: Workers
  ) -> DistanceMatrix {
    precondition(
      shift.isEmpty || shift.count == rows.columns,
      "a shift of \(shift.count) for \(rows.columns) columns")
    let scales = scales ?? Array(repeating: 1, count: rows.rows)
    let width = Int(CK_DISTANCE_BLOCK)
    return sum(rows, on: workers) { block, totals in
      var workspace = [Double](repeating: 0, count: rows.rows * width)
      var room = workspace.mutableSpan
      let part =
        shift.isEmpty ? shift.span : shift.span.extracting(block.columns)
      ck_add_exact_squared_distances(block.values.span, part, scales.span, &room, &totals)
    }
  }

  /// The cosine distances of rows plus a shift, whose norms are known.
  static func exactCosine(
    _ rows: UpdateRows, shift: [Float], norms: [Double], on workers: Workers
  ) -> DistanceMatrix {
    let scales = norms.map { $0 == 0 ? 0 : 1 / $0 }
    return exactSquares(rows, shift: shift, scales: scales, on: workers).mapPairs {
      norms[$0] == 0 || norms[$1] == 0 ? 1 : min($2 / 2, 2)
    }
  }
}
