import Options
import TestSupport
import Testing

@testable import Clustering

@Suite struct HDBSCANGoldenTests {
  static let cases = (try? GoldenFile("clustering").cases(of: "hdbscan")) ?? []

  @Test func `all reference cases are there`() { #expect(Self.cases.count == 92) }

  @Test(arguments: cases)
  func `labels, probabilities and what leads to them are the reference's`(
    reference: GoldenCase
  ) throws {
    let method = try HDBSCAN(reference: reference)
    let input = try ClusteringInput(points: reference.matrix("points"))
    let distances = input.distances(method.options.metric)
    let reachability = MutualReachability(
      distances, neighborCount: try #require(method.options.minSamples))
    #expect(try reference.excess(reachability.coreDistances, "coreDistances") <= 0)
    let lengths = SpanningTree(reachability.distances).edges.map(\.length).sorted()
    #expect(try reference.excess(lengths, "spanningTreeWeights") <= 0)

    // Where equal distances decide a label, the reference's order of them is one of several.
    guard reference.parameters["dependsOnTies"] == false, reference.name != Self.tied else {
      return
    }
    let found = method.cluster(distances)
    #expect(try found.labels.map(Double.init) == reference.expectedNumbers("labels"))
    #expect(try reference.excess(found.probabilities, "probabilities") <= 0)
  }

  /// A case that is not marked so but has such a tie, since point 4 is as far from two clusters.
  ///
  /// The same points with a single cluster allowed, which leaves never are, are marked.
  static let tied = "hdbscan/uniform-size3-samples2-leaf-singleNo"

  @Test func `the case with an unmarked tie has the reference's labels in the other order`() throws
  {
    let reference = try #require(Self.cases.first { $0.name == Self.tied })
    let method = try HDBSCAN(reference: reference)
    let distances = try ClusteringInput(points: reference.matrix("points")).distances(.euclidean)
    let reachability = MutualReachability(distances, neighborCount: 2)
    let straight = SpanningTree(reachability.distances)
    let reversed = SpanningTree(count: straight.count, edges: straight.edges.reversed())
    let tree = CondensedTree(SingleLinkageTree(reversed), minClusterSize: 3)
    let found = tree.assignment(
      to: tree.selectedClusters(.leaf, allowsSingleCluster: false), minProbability: 0)
    #expect(try found.labels.map(Double.init) == reference.expectedNumbers("labels"))
    #expect(try reference.excess(found.probabilities, "probabilities") <= 0)
    #expect(method.cluster(distances).labels[4] == 0 && found.labels[4] == 1)
  }
}

extension HDBSCAN {
  init(reference: GoldenCase) throws {
    let given = reference.parameters
    var options = Options(minClusterSize: try #require(given["minClusterSize"]?.integer))
    options.minSamples = try #require(given["minSamples"]?.integer)
    options.allowSingleCluster = given["allowSingleCluster"] == true
    options.selection = try #require(
      ClusterSelection(rawValue: given["selection"]?.description ?? ""))
    options.metric = try #require(ClusteringMetric(rawValue: given["metric"]?.description ?? ""))
    self.init(options: options)
  }
}
