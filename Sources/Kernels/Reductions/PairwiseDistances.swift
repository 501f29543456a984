import CKernels
package import Tensors

/// The distances between all rows of a matrix.
///
/// They are sums of squared differences, never `‖a‖² + ‖b‖² − 2a·b`, which loses everything when
/// rows are long and close. Cost: `n²d / 2` differences.
package enum PairwiseDistances {
  /// The squared Euclidean distance between every two rows.
  package static func squaredEuclidean(_ matrix: UpdateMatrix) -> DistanceMatrix {
    sum(matrix, shift: [], scales: Array(repeating: 1, count: matrix.rows))
  }

  /// The Euclidean distance between every two rows.
  package static func euclidean(_ matrix: UpdateMatrix) -> DistanceMatrix {
    squaredEuclidean(matrix).mapPairs { $2.squareRoot() }
  }

  /// One minus the cosine of the angle between every two rows, in 0...2.
  ///
  /// Computed as half the squared distance of the rows scaled to length 1, which keeps its digits
  /// when the angle is tiny, as between models that one round has hardly moved. A zero row has
  /// distance 1 to all others.
  ///
  /// - Parameters:
  ///   - matrix: `n × d`.
  ///   - shift: `d` values that are first added to every row, such as the global model to updates;
  ///     empty for none.
  /// - Returns: `n × n` distances.
  package static func cosine(_ matrix: UpdateMatrix, shift: [Float] = []) -> DistanceMatrix {
    let norms =
      shift.isEmpty ? Reductions.rowNorms(matrix) : Reductions.rowNorms(matrix, plus: shift)
    let scales = norms.map { $0 == 0 ? 0 : 1 / $0 }
    return sum(matrix, shift: shift, scales: scales).mapPairs { first, second, square in
      norms[first] == 0 || norms[second] == 0 ? 1 : min(square / 2, 2)
    }
  }

  // MARK: - Details

  /// Columns whose sums are made on their own and then added in order; a whole number of blocks.
  private static let chunk = 64 * Int(CK_DISTANCE_BLOCK)

  private static func sum(_ matrix: UpdateMatrix, shift: [Float], scales: [Double])
    -> DistanceMatrix
  {
    let (rows, columns) = (matrix.rows, matrix.columns)
    precondition(
      shift.isEmpty || shift.count == columns, "a shift of \(shift.count) for \(columns) columns")
    var totals = [Double](repeating: 0, count: rows * rows)
    var workspace = [Double](repeating: 0, count: rows * Int(CK_DISTANCE_BLOCK))
    for first in stride(from: 0, to: rows > 1 ? columns : 0, by: chunk) {
      var partial = [Double](repeating: 0, count: rows * rows)
      var room = workspace.mutableSpan
      var sums = partial.mutableSpan
      ck_add_squared_distances(
        matrix.values.span, shift.span, scales.span, first, min(first + chunk, columns), &room,
        &sums)
      for index in totals.indices { totals[index] += partial[index] }
    }
    return DistanceMatrix(count: rows, values: totals).mirrored()
  }
}

extension DistanceMatrix {
  /// The upper triangle on both sides.
  fileprivate func mirrored() -> DistanceMatrix { mapPairs { $2 } }
}
