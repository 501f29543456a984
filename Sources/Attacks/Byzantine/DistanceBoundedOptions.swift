package import Options

/// The options that Min-Max and Min-Sum share.
package struct DistanceBoundedOptions: Codable, Sendable, Equatable {
  /// How the scale is found.
  package enum Search: String, Codable, Sendable, CaseIterable {
    /// As in the paper: in halved steps from `initial`, to 1e-5.
    case halving
    /// From the roots of the constraint, which is quadratic in the scale.
    case exact
  }

  package var perturbation = PerturbedMean.Direction.deviation
  package var divisor = DeviationDivisor.sample
  package var search = Search.halving
  package var initial = 10.0

  package init() {}

  package static let schema = OptionSchema([
    .init(
      "perturbation", .choice(PerturbedMean.Direction.allCases.map(\.rawValue)),
      default: "deviation",
      "which way the mean is moved: against itself, against the deviations, against its signs"),
    .init(
      "divisor", .choice(DeviationDivisor.allCases.map(\.rawValue)), default: "sample",
      "whether a deviation of n values divides by n or by n - 1"),
    .init(
      "search", .choice(Search.allCases.map(\.rawValue)), default: "halving",
      "how the scale is found: in halved steps as in the paper, or exactly"),
    .init(
      "initial", .number(above: 0), default: 10.0,
      "where the halving starts; it finds scales up to twice that"),
  ])
}
