import Kernels
import Options
import Randomness
import Tensors
import Testing

@testable import Clustering

@Suite struct ClusteringMethodsTests {
  @Test func `names are unique and every entry says what it does`() {
    let names = ClusteringMethods.all.map { $0.name }
    #expect(Set(names).count == names.count)
    for method in ClusteringMethods.all { #expect(!method.summary.isEmpty) }
  }

  @Test(arguments: ClusteringMethods.all.map { $0.name })
  func `every method works on its defaults and on few or equal points`(name: String) throws {
    let method = try ClusteringMethods.make(name)
    for rows in 0...8 {
      let input = try ClusteringInput(points: UpdateMatrix(rows: rows, columns: 3))
      var random = RandomStream(seed: 1)
      let found = try method.cluster(input, using: &random)
      #expect(found.labels.count == rows)
      #expect(found.labels == ClusterAssignment.canonical(found.labels))
      #expect(found.probabilities.allSatisfy { (0...1).contains($0) })
    }
  }

  @Test func `options out of range are refused at their place`() {
    #expect(throws: OptionError.self) {
      try ClusteringMethods.make("hdbscan", options: ["min_cluster_size": 1], at: ["cluster"])
    }
    #expect(
      throws: OptionError.unknownName(
        path: ["cluster", "name"], name: "hbdscan", known: ClusteringMethods.all.map { $0.name })
    ) { try ClusteringMethods.make("hbdscan", at: ["cluster"]) }
  }

  @Test func `options given in a file reach the method`() throws {
    let method = try ClusteringMethods.make(
      "hdbscan",
      options: ["min_cluster_size": 2, "min_samples": 1, "selection": "leaf", "metric": "cosine"])
    let options = try #require(method as? HDBSCAN).options
    #expect(options.minClusterSize == 2)
    #expect(options.minSamples == 1)
    #expect(options.selection == .leaf)
    #expect(options.metric == .cosine)
  }
}
