package import Kernels
package import Tensors

/// What is to be clustered, checked: points, or the distances between things.
package struct ClusteringInput: Sendable {
  /// The points, one per row; `nil` if only distances are known.
  package let points: UpdateMatrix?
  private let given: DistanceMatrix?

  /// Points, one per row.
  ///
  /// - Throws: `ClusteringError.nonFinitePoint`.
  package init(points: UpdateMatrix) throws(ClusteringError) {
    let norms = Reductions.rowNorms(UpdateRows(points))
    if let bad = norms.firstIndex(where: { !$0.isFinite }) { throw .nonFinitePoint(index: bad) }
    self.points = points
    given = nil
  }

  /// Distances between things of any kind.
  ///
  /// - Throws: `ClusteringError` unless all are finite and not negative, the diagonal is 0, and both
  ///   directions agree to 1e-9.
  package init(distances: DistanceMatrix) throws(ClusteringError) {
    for i in 0..<distances.count {
      guard distances[i, i] == 0 else {
        throw .nonzeroDiagonal(index: i, seen: distances[i, i])
      }
      for j in 0..<distances.count {
        let (there, back) = (distances[i, j], distances[j, i])
        guard there.isFinite, there >= 0 else {
          throw .impossibleDistance(first: i, second: j, seen: there)
        }
        guard j < i || abs(there - back) <= 1e-9 || !back.isFinite else {
          throw .asymmetric(first: i, second: j, there: there, back: back)
        }
      }
    }
    points = nil
    // The upper triangle rules, so that a difference of 1e-10 cannot make results depend on order.
    given = distances.mapPairs { $2 }
  }

  /// The number of things.
  package var count: Int { points?.rows ?? given?.count ?? 0 }

  /// The distances; of points, those of the metric.
  package func distances(_ metric: ClusteringMetric) -> DistanceMatrix {
    if let given { return given }
    let points = points ?? UpdateMatrix(rows: 0, columns: 0)
    return switch metric {
    case .euclidean: PairwiseDistances.euclidean(points)
    case .cosine: PairwiseDistances.cosine(points)
    }
  }
}

/// How far apart two points are.
package enum ClusteringMetric: String, Sendable, Codable, CaseIterable {
  case euclidean
  /// One minus the cosine of the angle; a zero point is at distance 1 from all others.
  case cosine
}
