import Kernels

/// Distances stretched to the sparser of both ends.
struct MutualReachability {
  /// Of each point, the distance to its `k`-th nearest other point.
  let coreDistances: [Double]
  /// `max(core(i), core(j), d(i, j))`.
  let distances: DistanceMatrix

  /// The reachability with `k = neighborCount`, or `n − 1` where there are no more others.
  init(_ distances: DistanceMatrix, neighborCount: Int) {
    let count = distances.count
    let k = min(neighborCount, count - 1)
    let core = (0..<count).map { point in
      // The point itself is at 0 and first in the sorted row.
      distances.row(point).sorted()[max(k, 0)]
    }
    coreDistances = core
    self.distances = distances.mapPairs { max(core[$0], core[$1], $2) }
  }
}
