/// Which cluster each thing belongs to.
package struct ClusterAssignment: Sendable, Equatable, Codable {
  /// The label of things in no cluster.
  package static let noise = -1

  /// One label per thing, canonical: 0, 1, … in the order of the clusters' smallest members, −1 for
  /// noise.
  package let labels: [Int]
  /// How firmly each thing belongs to its cluster, in 0...1; 0 for noise.
  package let probabilities: [Double]

  /// An assignment from labels in any numbering; negative ones are noise.
  package init(labels: [Int], probabilities: [Double]) {
    precondition(
      labels.count == probabilities.count,
      "\(labels.count) labels, \(probabilities.count) probabilities")
    self.labels = Self.canonical(labels)
    self.probabilities = probabilities
  }

  /// Everything is noise.
  package static func allNoise(count: Int) -> ClusterAssignment {
    ClusterAssignment(
      labels: Array(repeating: noise, count: count),
      probabilities: Array(repeating: 0, count: count))
  }

  /// The number of clusters, noise not counted.
  package var clusterCount: Int { (labels.max() ?? Self.noise) + 1 }

  /// The things in a cluster, in rising order.
  package func members(of label: Int) -> [Int] { labels.indices.filter { labels[$0] == label } }

  /// Labels numbered by their smallest member.
  package static func canonical(_ labels: [Int]) -> [Int] {
    var order: [Int: Int] = [:]
    for label in labels where label >= 0 && order[label] == nil { order[label] = order.count }
    return labels.map { order[$0] ?? noise }
  }
}
