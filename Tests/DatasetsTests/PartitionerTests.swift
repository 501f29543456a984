import Options
import Randomness
import Testing

@testable import Datasets

/// What holds for every partitioner, and what each promises of its own.
@Suite struct PartitionerTests {
  /// Ten classes of 200 samples in mixed order.
  static let labels = (0..<2000).map { $0 * 7 % 10 }

  private func partition(
    _ name: String, _ options: OptionValue = .null, clients: Int = 20, seed: UInt64 = 1,
    labels: [Int] = labels, clean: CleanSamples = .none
  ) throws -> Partition {
    try Partitioners.make(name, options: options).partition(
      labels: labels, classCount: 10, clients: clients, clean: clean,
      random: RandomStream(seed: seed))
  }

  // MARK: - Laws for all

  @Test(arguments: Partitioners.names)
  func `every sample is with one client, dropped or clean`(name: String) throws {
    for seed in UInt64(1)...5 {
      let random = RandomStream(seed: seed)
      let clean = try CleanSamples(count: 100, of: 2000, random: random)
      let shares = try partition(name, clients: 13, seed: seed, clean: clean)
      let all = shares.clients.flatMap(\.self) + shares.dropped + clean.all
      #expect(all.sorted() == Array(0..<2000))
      #expect(shares.clients.allSatisfy { $0 == $0.sorted() && !$0.isEmpty })
      #expect(shares.clients.count == 13)
    }
  }

  @Test(arguments: Partitioners.names)
  func `withheld samples are with nobody`(name: String) throws {
    let withheld = Array(stride(from: 3, to: 2000, by: 17))
    let shares = try Partitioners.make(name, options: .null).partition(
      labels: Self.labels, classCount: 10, clients: 13, withheld: withheld,
      random: RandomStream(seed: 1))
    #expect(shares.withheld == withheld)
    #expect(
      (shares.clients.flatMap(\.self) + shares.dropped + withheld).sorted() == Array(0..<2000))
  }

  @Test(arguments: Partitioners.names)
  func `class counts are those of the samples`(name: String) throws {
    let shares = try partition(name)
    for (samples, counts) in zip(shares.clients, shares.classCounts) {
      #expect(counts == (0..<10).map { label in samples.count { Self.labels[$0] == label } })
    }
  }

  @Test(arguments: Partitioners.names)
  func `the same stream gives the same partition, another one another`(name: String) throws {
    #expect(try partition(name, seed: 3) == partition(name, seed: 3))
    #expect(try partition(name, seed: 3) != partition(name, seed: 4))
    #expect(try partition(name, seed: 3).digest == partition(name, seed: 3).digest)
    #expect(try partition(name, seed: 3).digest != partition(name, seed: 4).digest)
  }

  @Test(arguments: Partitioners.names)
  func `more clients than samples are refused`(name: String) throws {
    #expect {
      try partition(name, clients: 2001)
    } throws: {
      "\($0)".hasPrefix("the partition \(name) needs 2001 samples for 2001 clients, but there are ")
    }
  }

  // MARK: - Sizes

  @Test(arguments: [1, 7, 20, 2000])
  func `independent shares differ in size by one at most`(clients: Int) throws {
    for options: OptionValue in [["stratified": false], ["stratified": true]] {
      let shares = try partition("iid", options, clients: clients)
      let sizes = Set(shares.sizes)
      #expect(sizes.isSubset(of: [2000 / clients, 2000 / clients + 1]))
      #expect(shares.dropped.isEmpty)
    }
  }

  @Test func `stratified shares have the same class counts but for one`() throws {
    let shares = try partition("iid", ["stratified": true], clients: 7)
    #expect(shares.classCounts.joined().allSatisfy { $0 == 28 || $0 == 29 })
  }

  @Test func `client-wise shares have equal sizes and drop the rest`() throws {
    let shares = try partition("dirichlet", ["alpha": 0.1], clients: 30)
    #expect(shares.sizes == Array(repeating: 66, count: 30))
    #expect(shares.dropped.count == 20)
  }

  @Test func `shards have equal sizes and few classes`() throws {
    let shares = try partition("shards", ["shards_per_client": 3], clients: 19)
    // ⌊2000 / 57⌋ = 35 samples a shard, which lies in two classes at most.
    #expect(shares.sizes == Array(repeating: 105, count: 19))
    #expect(shares.dropped.count == 2000 - 19 * 105)
    #expect(shares.classCounts.allSatisfy { $0.count { $0 > 0 } <= 6 })
  }

  @Test func `the published shards fit the published numbers`() throws {
    // McMahan et al.: 60,000 samples, 100 clients, 200 shards of 300.
    let labels = (0..<60_000).map { $0 % 10 }
    let shares = try partition("shards", clients: 100, labels: labels)
    #expect(shares.sizes == Array(repeating: 600, count: 100))
    #expect(shares.dropped.isEmpty)
    // 6,000 of each class are 20 shards: none straddles two classes.
    #expect(shares.classCounts.joined().allSatisfy { [0, 300, 600].contains($0) })
  }

  @Test func `one class each is shared equally`() throws {
    let shares = try partition("one-class", clients: 23)
    for (client, counts) in shares.classCounts.enumerated() {
      #expect(counts.indices.filter { counts[$0] > 0 } == [client % 10])
      // Classes 0 to 2 have three clients, the others two.
      #expect(client % 10 < 3 ? [66, 67].contains(counts[client % 10]) : counts.max() == 100)
    }
    #expect(shares.dropped.isEmpty)
  }

  @Test func `classes of nobody are dropped`() throws {
    let shares = try partition("one-class", clients: 4)
    #expect(Set(shares.dropped.map { Self.labels[$0] }) == [4, 5, 6, 7, 8, 9])
    #expect(shares.sizes == [200, 200, 200, 200])
  }

  @Test(arguments: [0.05, 0.5, 50])
  func `a skew of sizes leaves nothing and keeps the minimum`(alpha: Double) throws {
    let shares = try partition("quantity-skew", ["alpha": .double(alpha), "min_size": 15])
    #expect(shares.sizes.allSatisfy { $0 >= 15 })
    #expect(shares.dropped.isEmpty)
    let spread = (shares.sizes.max() ?? 0) - (shares.sizes.min() ?? 0)
    // 20 clients share 1,700 beyond the minimum: 85 each, if evenly.
    #expect(alpha < 1 ? spread > 150 : spread < 85)
  }

  @Test func `balancing keeps class-wise shares from growing large`() throws {
    let free = try partition("dirichlet-class-wise", ["alpha": 0.5, "min_size": 1])
    let balanced = try partition(
      "dirichlet-class-wise", ["alpha": 0.5, "min_size": 1, "balanced": true])
    #expect((balanced.sizes.max() ?? 0) < (free.sizes.max() ?? 0))
    #expect(free.dropped.isEmpty)
    #expect(balanced.dropped.isEmpty)
  }

  // MARK: - Concentration

  @Test(arguments: ["dirichlet", "dirichlet-class-wise"])
  func `a large alpha comes near to equal class shares`(name: String) throws {
    let labels = (0..<60_000).map { $0 % 10 }
    let shares = try partition(name, ["alpha": 10_000], clients: 10, labels: labels)
    for (client, counts) in shares.classCounts.enumerated() {
      let size = Double(counts.reduce(0, +))
      // 6,000 draws with probability 0.1 have a deviation of 0.004. The last client of the
      // client-wise scheme gets what nine others left: three times as much.
      let bound = client == 9 ? 0.06 : 0.02
      #expect(counts.allSatisfy { abs(Double($0) / size - 0.1) < bound })
    }
  }

  @Test func `a small alpha leaves most clients one or two classes`() throws {
    let shares = try partition("dirichlet", ["alpha": 0.01], clients: 50)
    let few = shares.classCounts.count { $0.count { $0 > 0 } <= 2 }
    #expect(few >= 30)
    let classWise = try partition(
      "dirichlet-class-wise", ["alpha": 0.01, "min_size": 1], clients: 4)
    #expect(classWise.classCounts.allSatisfy { counts in counts.contains { $0 >= 190 } })
  }

  @Test func `the paper's total concentration is more extreme than one for each class`() throws {
    func classes(_ concentration: OptionValue) throws -> Int {
      let shares = try partition("dirichlet", ["alpha": 1, "concentration": concentration])
      return shares.classCounts.joined().count { $0 > 0 }
    }
    #expect(try classes("total") < classes("per-class"))
  }

  @Test func `a tiny alpha is no division by zero`() throws {
    let shares = try partition("dirichlet", ["alpha": 1e-12], clients: 40)
    #expect(shares.sizes == Array(repeating: 50, count: 40))
  }

  // MARK: - Impossible wishes

  @Test func `a class with fewer samples than clients is refused`() throws {
    let labels = Array(repeating: 0, count: 100) + [1]
    #expect {
      try partition("one-class", clients: 12, labels: labels)
    } throws: {
      "\($0)"
        == "the partition one-class shares class 1 among 2 clients, but it has 1 samples; "
        + "use fewer clients or more samples"
    }
  }

  @Test func `a minimum that is never reached ends with advice`() throws {
    #expect {
      try partition("dirichlet-class-wise", ["alpha": 0.01, "min_size": 90])
    } throws: {
      "\($0)"
        == "the partition dirichlet-class-wise left a client with fewer than 90 samples in each "
        + "of 1000 tries; raise alpha, lower min_size or use fewer clients"
    }
  }

  @Test(arguments: ["dirichlet-class-wise", "quantity-skew"])
  func `a minimum beyond the samples is refused at once`(name: String) throws {
    #expect(
      throws: DatasetError.tooFewSamples(
        scheme: name, clients: 20, needed: 2020, available: 2000)
    ) { try partition(name, ["min_size": 101]) }
  }

  @Test func `more shards than samples are refused`() throws {
    #expect(
      throws: DatasetError.tooFewSamples(
        scheme: "shards", clients: 20, needed: 2020, available: 2000)
    ) { try partition("shards", ["shards_per_client": 101]) }
  }
}
