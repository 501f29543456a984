/// Which clusters of a hierarchy are kept.
package enum ClusterSelection: String, Sendable, Codable, CaseIterable {
  /// The set without overlaps whose stabilities have the largest sum; a tie keeps the larger cluster.
  case excessOfMass = "eom"
  /// The clusters that split no further.
  case leaf
}

extension CondensedTree {
  /// The clusters to keep, in rising order; no two overlap.
  ///
  /// - Parameters:
  ///   - selection: by which rule.
  ///   - allowsSingleCluster: whether the root may be kept. Leaves never include it.
  /// - Returns: positions in `clusters`.
  func selectedClusters(_ selection: ClusterSelection, allowsSingleCluster: Bool) -> [Int] {
    switch selection {
    case .leaf: clusters.indices.filter { $0 != 0 && clusters[$0].children.isEmpty }
    case .excessOfMass: mostStable(from: allowsSingleCluster ? 0 : 1)
    }
  }

  private func mostStable(from first: Int) -> [Int] {
    var stability = clusters.map(\.stability)
    var isSelected = clusters.map { _ in false }
    for index in clusters.indices.reversed() where index >= first {
      let below = clusters[index].children.reduce(0) { $0 + stability[$1] }
      if below > stability[index] {
        stability[index] = below
      } else {
        isSelected[index] = true
      }
    }
    // What lies below a selected cluster belongs to it; parents stand before their children.
    var isCovered = isSelected
    for index in clusters.indices {
      guard let parent = clusters[index].parent, isCovered[parent] else { continue }
      isSelected[index] = false
      isCovered[index] = true
    }
    return clusters.indices.filter { isSelected[$0] }
  }

  /// The kept cluster of each point, and how firmly it belongs to it.
  ///
  /// If only the root is kept, a point belongs to it when it stays at least as long as the root
  /// takes to lose its last members. A probability is the density at which a point leaves, as a
  /// share of the largest in its cluster.
  ///
  /// - Parameters:
  ///   - selected: as `selectedClusters` returns them.
  ///   - minProbability: members below it become noise.
  /// - Returns: canonical labels with probabilities.
  func assignment(to selected: [Int], minProbability: Double) -> ClusterAssignment {
    var labels: [Int] = []
    var probabilities: [Double] = []
    for point in clusterOfPoint.indices {
      let cluster = keptCluster(of: point, selected)
      let probability = cluster.map { share(of: point, in: $0) } ?? 0
      let isMember = cluster != nil && probability >= minProbability
      labels.append(isMember ? cluster ?? ClusterAssignment.noise : ClusterAssignment.noise)
      probabilities.append(isMember ? probability : 0)
    }
    return ClusterAssignment(labels: labels, probabilities: probabilities)
  }

  private func keptCluster(of point: Int, _ selected: [Int]) -> Int? {
    var cluster: Int? = clusterOfPoint[point]
    while let candidate = cluster, !selected.contains(candidate) {
      cluster = clusters[candidate].parent
    }
    if cluster == 0, density[point] < clusters[0].death { return nil }
    return cluster
  }

  private func share(of point: Int, in cluster: Int) -> Double {
    let death = clusters[cluster].death
    return death == 0 ? 1 : min(density[point], death) / death
  }
}
