import Kernels

/// The tree of least total length that joins all points.
struct SpanningTree {
  /// Two points with the distance between them.
  struct Edge: Equatable {
    let first: Int
    let second: Int
    let length: Double
  }

  /// The number of points.
  let count: Int
  /// `count − 1` edges in the order they were found.
  private(set) var edges: [Edge] = []

  init(count: Int, edges: [Edge]) {
    self.count = count
    self.edges = edges
  }

  /// Grows the tree from point 0 by the nearest point outside; ties go to the lowest index.
  ///
  /// Source: Prim, Bell System Technical Journal 1957, doi:10.1002/j.1538-7305.1957.tb01515.x.
  init(_ distances: DistanceMatrix) {
    count = distances.count
    var outside = Array(0..<count).dropFirst().map { $0 }
    var nearest = (0..<count).map { (point: 0, length: distances[0, $0]) }
    while !outside.isEmpty {
      var best = 0
      for (position, point) in outside.enumerated()
      where nearest[point].length < nearest[outside[best]].length {
        best = position
      }
      let joined = outside.remove(at: best)
      edges.append(
        Edge(first: nearest[joined].point, second: joined, length: nearest[joined].length))
      for point in outside where distances[joined, point] < nearest[point].length {
        nearest[point] = (joined, distances[joined, point])
      }
    }
  }
}
