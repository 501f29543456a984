import Kernels
import Randomness
import Tensors
import TestSupport
import Testing

@testable import Clustering

@Suite struct HDBSCANTests {
  /// Two groups on a line, and a straggler that is nearer to the second.
  static let line = [0, 0.1, 0.22, 0.37, 5, 5.11, 5.26, 5.33, 9.0]

  static func distances(_ places: [Double]) -> DistanceMatrix {
    DistanceMatrix(
      count: places.count, values: places.flatMap { a in places.map { b in abs(a - b) } })
  }

  static func labels(
    _ size: Int, _ samples: Int, _ selection: ClusterSelection = .excessOfMass,
    single: Bool = false, of places: [Double] = line, minProbability: Double = 0
  ) -> [Int] {
    var options = HDBSCAN.Options(minClusterSize: size, minSamples: samples)
    options.selection = selection
    options.allowSingleCluster = single
    options.minProbability = minProbability
    return HDBSCAN(options: options).cluster(distances(places)).labels
  }

  // MARK: - Step by step, by hand

  @Test func `a core distance counts neighbors other than the point`() {
    let one = MutualReachability(Self.distances(Self.line), neighborCount: 1).coreDistances
    #expect(one.isClose(to: [0.1, 0.1, 0.12, 0.15, 0.11, 0.11, 0.07, 0.07, 3.67]))
    let two = MutualReachability(Self.distances(Self.line), neighborCount: 2).coreDistances
    #expect(two.isClose(to: [0.22, 0.12, 0.15, 0.27, 0.26, 0.15, 0.15, 0.22, 3.74]))
  }

  @Test func `groups merge at the lengths of the spanning tree`() {
    let reachability = MutualReachability(Self.distances(Self.line), neighborCount: 2)
    let tree = SingleLinkageTree(SpanningTree(reachability.distances))
    #expect(
      tree.merges.map(\.distance).isClose(to: [0.15, 0.15, 0.22, 0.22, 0.26, 0.27, 3.74, 4.63]))
    #expect(tree.merges.last?.size == 9)
    #expect(tree.points(of: tree.root).sorted() == Array(0..<9))
  }

  @Test func `the condensed tree splits once and loses points one by one`() {
    let reachability = MutualReachability(Self.distances(Self.line), neighborCount: 2)
    let tree = CondensedTree(
      SingleLinkageTree(SpanningTree(reachability.distances)), minClusterSize: 3)
    #expect(tree.clusters.map(\.size) == [9, 4, 5])
    #expect(tree.clusters[0].children == [1, 2])
    #expect([tree.clusters[1].birth].isClose(to: [1 / 4.63]))
    let leaving = [0.22, 0.22, 0.22, 0.27, 0.26, 0.22, 0.22, 0.22, 3.74]
    #expect(tree.density.isClose(to: leaving.map { 1 / $0 }))
    #expect(
      [tree.clusters[1].stability, tree.clusters[2].stability].isClose(to: [16.476, 16.670]))
  }

  // MARK: - Labels

  @Test(
    arguments: [(3, 2, 0.059), (4, 3, 0.085), (3, 1, 0.041)],
    [ClusterSelection.excessOfMass, .leaf])
  func `the straggler gets the label of the nearer group with little probability`(
    settings: (size: Int, samples: Int, probability: Double), selection: ClusterSelection
  ) {
    var options = HDBSCAN.Options(minClusterSize: settings.size, minSamples: settings.samples)
    options.selection = selection
    let found = HDBSCAN(options: options).cluster(Self.distances(Self.line))
    #expect(found.labels == [0, 0, 0, 0, 1, 1, 1, 1, 1])
    #expect(abs(found.probabilities[8] - settings.probability) < 0.0006)
    #expect(found.clusterCount == 2)
    #expect(found.members(of: 1) == [4, 5, 6, 7, 8])
  }

  @Test func `a least probability makes the straggler noise`() {
    #expect(Self.labels(3, 2, minProbability: 0.1) == [0, 0, 0, 0, 1, 1, 1, 1, -1])
  }

  @Test func `leaves are finer than the most stable clusters`() {
    #expect(Self.labels(2, 1) == [0, 0, 0, 0, 1, 1, 1, 1, 1])
    #expect(Self.labels(2, 1, .leaf) == [0, 0, 0, 0, 1, 1, 2, 2, -1])
  }

  @Test func `a single cluster exists only where it is allowed`() {
    #expect(Self.labels(5, 1) == Array(repeating: -1, count: 9))
    #expect(Self.labels(5, 1, single: true) == [-1, -1, -1, -1, 0, 0, 0, 0, 0])
    #expect(Self.labels(5, 1, .leaf, single: true) == Array(repeating: -1, count: 9))
  }

  // MARK: - Degenerate inputs

  @Test func `identical points are one cluster or all noise`() {
    let same = [Double](repeating: 2, count: 6)
    #expect(Self.labels(4, 1, single: true, of: same) == Array(repeating: 0, count: 6))
    #expect(Self.labels(4, 1, of: same) == Array(repeating: -1, count: 6))
  }

  @Test(arguments: 0...3)
  func `fewer points than a cluster needs are noise`(count: Int) {
    let places = Array(Self.line.prefix(count))
    #expect(Self.labels(4, 9, single: true, of: places) == Array(repeating: -1, count: count))
  }

  @Test func `duplicates do not make infinities`() {
    let places = [0.0, 0, 0, 0, 1, 1, 1, 1, 1]
    let method = HDBSCAN(options: .init(minClusterSize: 3, minSamples: 2))
    let found = method.cluster(Self.distances(places))
    #expect(found.labels == [0, 0, 0, 0, 1, 1, 1, 1, 1])
    #expect(found.probabilities == Array(repeating: 1, count: 9))
  }

  // MARK: - Laws

  @Test(arguments: 0..<20)
  func `scaling all distances leaves the labels alone`(seed: UInt64) {
    let places = Self.randomPlaces(seed, count: 24)
    // A power of two scales without rounding, so no tie can turn.
    #expect(
      Self.labels(3, 2, of: places) == Self.labels(3, 2, of: places.map { $0 * 8 }))
  }

  @Test(arguments: 0..<60)
  func `with a majority size the cluster is the deepest node that still has a majority`(
    seed: UInt64
  ) {
    let count = 5 + Int(seed) % 17
    let distances = Self.distances(Self.randomPlaces(seed, count: count))
    let size = count / 2 + 1
    let tree = SingleLinkageTree(
      SpanningTree(MutualReachability(distances, neighborCount: 1).distances))
    var group = tree.root
    while let merge = tree.merge(of: group),
      let next = [merge.left, merge.right].first(where: { tree.size(of: $0) >= size })
    {
      group = next
    }
    // Merges of the same length as the node's own join it.
    while let above = tree.merges.firstIndex(where: { $0.left == group || $0.right == group }),
      tree.merges[above].distance == tree.merge(of: group)?.distance
    {
      group = count + above
    }
    let members = Set(tree.points(of: group))
    var options = HDBSCAN.Options(minClusterSize: size, minSamples: 1)
    options.allowSingleCluster = true
    let labels = HDBSCAN(options: options).cluster(distances).labels
    #expect(labels == (0..<count).map { members.contains($0) ? 0 : -1 })
  }

  static func randomPlaces(_ seed: UInt64, count: Int) -> [Double] {
    var random = RandomStream(seed: seed)
    return (0..<count).map { _ in random.normal() }
  }
}

extension [Double] {
  /// Whether all values agree to the rounding of the written-out numbers or of double arithmetic.
  func isClose(to others: [Double], within gap: Double = 5e-4) -> Bool {
    count == others.count
      && zip(self, others).allSatisfy { abs($0 - $1) <= gap * Swift.max(1, abs($1)) }
  }
}
