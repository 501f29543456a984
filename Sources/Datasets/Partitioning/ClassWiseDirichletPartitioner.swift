package import Options
package import Randomness

/// Every class is cut into shares for the clients, drawn from a Dirichlet; sizes differ widely.
///
/// The cuts of a class with `n` samples lie at `⌊n · cumulated share⌋`. All is drawn anew until every
/// client has `min_size` samples. Balanced, a client that already has its `n / clients` gets nothing
/// of the classes that follow.
/// Source: Yurochkin et al., ICML 2019, arXiv:1905.12022, section 4.
package struct ClassWiseDirichletPartitioner: Partitioner {
  package struct Options: Codable, Sendable, Equatable {
    package var alpha: Double
    package var minSize: Int
    package var balanced: Bool
  }

  package static let name = "dirichlet-class-wise"
  package static let summary = "client shares drawn for each class, unequal sizes"
  package static let source = "Yurochkin et al., ICML 2019, arXiv:1905.12022"
  package static let schema = OptionSchema([
    OptionField(
      "alpha", .number(above: 0), default: 0.5,
      "the smaller, the fewer clients share a class; large values come near iid"),
    OptionField(
      "min_size", .integer(atLeast: 1), default: 10, "the samples each client has at least"),
    OptionField(
      "balanced", .bool, default: false, "give no more to clients that have their equal share"),
  ])

  static let tries = 1000

  private let options: Options

  /// The scheme with options that its schema has checked.
  package init(options: Options) { self.options = options }

  package func share(
    _ samples: LabeledSamples, among clients: Int, using random: inout RandomStream
  ) throws(DatasetError) -> [[Int]] {
    let (needed, overflow) = clients.multipliedReportingOverflow(by: options.minSize)
    try samples.require(overflow ? .max : needed, for: clients, scheme: Self.name)
    let classes = samples.byClass
    for _ in 0..<Self.tries {
      let sizes = drawSizes(of: classes.map(\.count), among: clients, using: &random)
      let totals = (0..<clients).map { client in sizes.reduce(0) { $0 + $1[client] } }
      guard totals.allSatisfy({ $0 >= options.minSize }) else { continue }
      return Self.cut(classes, sizes, among: clients, using: &random)
    }
    throw .noPartitionFound(scheme: Self.name, minimum: options.minSize, tries: Self.tries)
  }

  // MARK: - Details

  /// For each class, how many of its samples each client gets.
  private func drawSizes(
    of counts: [Int], among clients: Int, using random: inout RandomStream
  ) -> [[Int]] {
    let fairShare = counts.reduce(0, +) / clients
    var totals = [Int](repeating: 0, count: clients)
    return counts.map { count in
      var shares = random.dirichlet(Array(repeating: options.alpha, count: clients))
      if options.balanced { Self.close(totals.map { $0 >= fairShare }, in: &shares) }
      let sizes = CumulatedShares.sizes(of: count, by: shares)
      for client in totals.indices { totals[client] += sizes[client] }
      return sizes
    }
  }

  /// Takes the share of full clients and scales the others up; when nothing is left to scale, they
  /// share evenly, and when all are full, the shares stay.
  private static func close(_ isFull: [Bool], in shares: inout [Double]) {
    guard isFull.contains(false) else { return }
    let open = zip(shares, isFull).map { $1 ? 0 : $0 }
    let sum = open.reduce(0, +)
    let even = 1 / Double(isFull.count { !$0 })
    shares = sum > 0 ? open.map { $0 / sum } : isFull.map { $0 ? 0 : even }
  }

  private static func cut(
    _ classes: [[Int]], _ sizes: [[Int]], among clients: Int, using random: inout RandomStream
  ) -> [[Int]] {
    var lists = [[Int]](repeating: [], count: clients)
    for (members, sizes) in zip(classes, sizes) {
      var rest = members.shuffled(using: &random)[...]
      for client in 0..<clients {
        lists[client] += rest.prefix(sizes[client])
        rest = rest.dropFirst(sizes[client])
      }
    }
    return lists
  }
}
