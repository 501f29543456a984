package import Kernels
package import Options
package import Randomness

/// Clusters of varying density, found as the parts of a hierarchy that last longest.
///
/// Distances are stretched where points are sparse, a spanning tree of the stretched distances is
/// cut from the longest edge down, and of all clusters that appear the most stable are kept.
/// `min_samples` does not count the point itself. Where the paper divides by a distance of 0 the
/// density is capped at 1e12. Source: Campello, Moulavi and Sander, PAKDD 2013,
/// doi:10.1007/978-3-642-37456-2_14; McInnes, Healy and Astels, JOSS 2017,
/// doi:10.21105/joss.00205.
package struct HDBSCAN: ClusteringMethod {
  package static let name = "hdbscan"
  package static let summary =
    "finds clusters of any shape and density and leaves the rest as noise"
  package static let source =
    "McInnes, Healy and Astels, JOSS 2017, https://doi.org/10.21105/joss.00205"

  package static let schema = OptionSchema([
    OptionField(
      "min_cluster_size", .integer(atLeast: 2), default: 5, "the fewest members of a cluster"),
    .optional(
      "min_samples", .integer(atLeast: 1),
      "neighbors that make a point dense, itself not counted; min_cluster_size if left out"),
    OptionField(
      "allow_single_cluster", .bool, default: false, "whether all points may be one cluster"),
    OptionField(
      "selection", .choice(["eom", "leaf"]), default: "eom",
      "whether the most stable clusters are kept, or the smallest"),
    OptionField(
      "min_probability", .rate, default: 0.0, "members less certain than this become noise"),
    OptionField(
      "metric", .choice(["euclidean", "cosine"]), default: "euclidean",
      "how far apart points are; given distances are taken as they are"),
  ])

  package struct Options: Codable, Sendable {
    package var minClusterSize: Int
    package var minSamples: Int?
    package var allowSingleCluster = false
    package var selection = ClusterSelection.excessOfMass
    package var minProbability = 0.0
    package var metric = ClusteringMetric.euclidean

    package init(minClusterSize: Int, minSamples: Int? = nil) {
      self.minClusterSize = minClusterSize
      self.minSamples = minSamples
    }
  }

  package let options: Options

  package init(options: Options) {
    precondition(options.minClusterSize >= 2, "min_cluster_size is \(options.minClusterSize)")
    self.options = options
  }

  package func cluster(_ input: ClusteringInput, using random: inout RandomStream)
    -> ClusterAssignment
  {
    cluster(input.distances(options.metric))
  }

  /// Finds the groups in symmetric, finite distances with a zero diagonal.
  package func cluster(_ distances: DistanceMatrix) -> ClusterAssignment {
    let count = distances.count
    guard count >= options.minClusterSize else { return .allNoise(count: count) }
    let reachability = MutualReachability(
      distances, neighborCount: options.minSamples ?? options.minClusterSize)
    let tree = CondensedTree(
      SingleLinkageTree(SpanningTree(reachability.distances)),
      minClusterSize: options.minClusterSize)
    let selected = tree.selectedClusters(
      options.selection, allowsSingleCluster: options.allowSingleCluster)
    return tree.assignment(to: selected, minProbability: options.minProbability)
  }
}
