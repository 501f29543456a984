package import Options
package import Randomness

/// Clients have samples from the same distribution, but very different numbers of them.
///
/// Each client gets `min_size` samples; what remains is cut at `⌊rest · cumulated share⌋`, with shares
/// drawn from a Dirichlet of concentration `alpha`.
/// Source: Li et al., ICDE 2022, arXiv:2102.02079, section 4.3; the lower bound is ours.
package struct QuantitySkewPartitioner: Partitioner {
  package struct Options: Codable, Sendable, Equatable {
    package var alpha: Double
    package var minSize: Int
  }

  package static let name = "quantity-skew"
  package static let summary = "random shares of very different sizes, from the same distribution"
  package static let source = "Li et al., ICDE 2022, arXiv:2102.02079"
  package static let schema = OptionSchema([
    OptionField(
      "alpha", .number(above: 0), default: 0.5, "the smaller, the more sizes differ"),
    OptionField(
      "min_size", .integer(atLeast: 1), default: 10, "the samples each client has at least"),
  ])

  private let options: Options

  /// The scheme with options that its schema has checked.
  package init(options: Options) { self.options = options }

  package func share(
    _ samples: LabeledSamples, among clients: Int, using random: inout RandomStream
  ) throws(DatasetError) -> [[Int]] {
    let (needed, overflow) = clients.multipliedReportingOverflow(by: options.minSize)
    try samples.require(overflow ? .max : needed, for: clients, scheme: Self.name)
    let shares = random.dirichlet(Array(repeating: options.alpha, count: clients))
    let sizes = CumulatedShares.sizes(of: samples.count - needed, by: shares)
    var rest = samples.positions.shuffled(using: &random)[...]
    return sizes.map { size in
      defer { rest = rest.dropFirst(size + options.minSize) }
      return Array(rest.prefix(size + options.minSize))
    }
  }
}
