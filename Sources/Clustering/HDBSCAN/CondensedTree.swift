/// The hierarchy reduced to clusters of a minimum size, which lose points and split as density grows.
///
/// Density is `λ = 1 / distance`.
struct CondensedTree {
  /// The density of points at distance 0 from each other.
  static let largestDensity = 1e12

  /// A cluster: where it comes from and from which density on it exists.
  struct Cluster {
    /// The cluster it was split off; `nil` for the root.
    let parent: Int?
    let birth: Double
    let size: Int
    /// The two clusters it splits into, if it does.
    var children: [Int] = []
    /// Σ over its points of how long, in density, they stay before they leave or the cluster splits.
    var stability = 0.0
    /// The largest density at which something leaves it.
    var death = 0.0
  }

  /// The root first, children behind their parents.
  private(set) var clusters: [Cluster] = []
  /// Of each point, the last cluster it is in.
  private(set) var clusterOfPoint: [Int]
  /// Of each point, the density at which it leaves that cluster.
  private(set) var density: [Double]

  init(_ tree: SingleLinkageTree, minClusterSize: Int) {
    clusterOfPoint = Array(repeating: 0, count: tree.count)
    density = Array(repeating: 0, count: tree.count)
    clusters = [Cluster(parent: nil, birth: 0, size: tree.count)]
    // Groups to take apart, each with the cluster that it is what remains of; level by level.
    var pending = [(group: tree.root, cluster: 0)]
    var next = 0
    while next < pending.count {
      let (group, cluster) = pending[next]
      next += 1
      guard let merge = tree.merge(of: group) else { continue }
      let density =
        merge.distance > 0 ? min(1 / merge.distance, Self.largestDensity) : Self.largestDensity
      let sides = [merge.left, merge.right]
      let large = sides.filter { tree.size(of: $0) >= minClusterSize }
      for side in sides where tree.size(of: side) < minClusterSize {
        release(tree.points(of: side), from: cluster, at: density)
      }
      for side in large {
        let isSplit = large.count == 2
        pending.append(
          (side, isSplit ? split(tree.size(of: side), from: cluster, at: density) : cluster))
      }
    }
  }

  private mutating func release(_ points: [Int], from cluster: Int, at density: Double) {
    for point in points {
      clusterOfPoint[point] = cluster
      self.density[point] = density
    }
    leave(cluster, count: points.count, at: density)
  }

  private mutating func split(_ size: Int, from cluster: Int, at density: Double) -> Int {
    let child = clusters.count
    clusters[cluster].children.append(child)
    leave(cluster, count: size, at: density)
    clusters.append(Cluster(parent: cluster, birth: density, size: size))
    return child
  }

  private mutating func leave(_ cluster: Int, count: Int, at density: Double) {
    clusters[cluster].stability += (density - clusters[cluster].birth) * Double(count)
    clusters[cluster].death = max(clusters[cluster].death, density)
  }
}
