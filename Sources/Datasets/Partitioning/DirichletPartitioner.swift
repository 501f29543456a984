package import Options
package import Randomness

/// Every client has a class distribution of its own, drawn from a Dirichlet, and as many samples.
///
/// Client by client, `⌊n / clients⌋` times: a class is drawn from the client's distribution and its
/// next unused sample taken. A class that is used up is struck from all distributions; a client
/// whose classes are all used up draws from the others evenly. The rest is dropped.
/// Source: Hsu, Qi and Brown 2019, arXiv:1909.06335, section 2. There the concentration is `alpha`
/// times the uniform prior, `alpha / C` for each of `C` classes; most code since gives every class
/// `alpha` itself, which is the default here.
package struct DirichletPartitioner: Partitioner {
  package struct Options: Codable, Sendable, Equatable {
    package var alpha: Double
    package var concentration: Concentration
  }

  /// What `alpha` stands for.
  package enum Concentration: String, Codable, Sendable, CaseIterable {
    /// The concentration of each class.
    case perClass = "per-class"
    /// The sum over all classes, as in the paper.
    case total
  }

  package static let name = "dirichlet"
  package static let summary = "class shares drawn for each client, equal sizes"
  package static let source = "Hsu, Qi and Brown 2019, arXiv:1909.06335"
  package static let schema = OptionSchema([
    OptionField(
      "alpha", .number(above: 0), default: 0.5,
      "the smaller, the fewer classes a client has; large values come near iid"),
    OptionField(
      "concentration", .choice(Concentration.allCases.map(\.rawValue)), default: "per-class",
      "whether alpha is the concentration of each class or their total, as in the paper"),
  ])

  private let options: Options

  /// The scheme with options that its schema has checked.
  package init(options: Options) { self.options = options }

  package func share(
    _ samples: LabeledSamples, among clients: Int, using random: inout RandomStream
  ) throws(DatasetError) -> [[Int]] {
    var unused: [[Int]] = []
    for members in samples.byClass { unused.append(members.shuffled(using: &random)) }
    var lists: [[Int]] = []
    for _ in 0..<clients {
      let shares = random.dirichlet(concentrations(samples.classCount))
      lists.append(draw(samples.count / clients, by: shares, from: &unused, using: &random))
    }
    return lists
  }

  private func concentrations(_ classCount: Int) -> [Double] {
    let each =
      switch options.concentration {
      case .perClass: options.alpha
      case .total: options.alpha / Double(classCount)
      }
    return Array(repeating: each, count: classCount)
  }

  private func draw(
    _ count: Int, by shares: [Double], from unused: inout [[Int]], using random: inout RandomStream
  ) -> [Int] {
    (0..<count).map { _ in
      var weights = shares.indices.map { unused[$0].isEmpty ? 0 : shares[$0] }
      if !weights.contains(where: { $0 > 0 }) { weights = unused.map { $0.isEmpty ? 0 : 1 } }
      return unused[random.index(weightedBy: weights)].removeLast()
    }
  }
}
