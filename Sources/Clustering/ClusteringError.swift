/// What can be wrong with what is to be clustered.
package enum ClusteringError: Error, Equatable {
  /// Two distances that should be the same are not.
  case asymmetric(first: Int, second: Int, there: Double, back: Double)
  /// A distance that is negative, infinite or NaN.
  case impossibleDistance(first: Int, second: Int, seen: Double)
  /// A thing that is away from itself.
  case nonzeroDiagonal(index: Int, seen: Double)
  /// A coordinate that is infinite or NaN.
  case nonFinitePoint(index: Int)
  case notSquare(rows: Int, columns: Int)
}

extension ClusteringError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .asymmetric(let first, let second, let there, let back):
      "the distance from \(first) to \(second) is \(there) but back it is \(back);"
        + " distances must be symmetric"
    case .impossibleDistance(let first, let second, let seen):
      "the distance from \(first) to \(second) is \(seen); distances must be finite and at least 0"
    case .nonzeroDiagonal(let index, let seen):
      "the distance from \(index) to itself is \(seen); it must be 0"
    case .nonFinitePoint(let index):
      "point \(index) holds NaN or infinity; remove it or mend it"
    case .notSquare(let rows, let columns):
      "the distances have \(rows) rows and \(columns) columns; they must be as many"
    }
  }
}
