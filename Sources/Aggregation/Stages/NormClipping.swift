package import Options

/// Cuts updates that are longer than a bound down to it: `Δ · min(1, S / ‖Δ‖)`.
///
/// The norm is the Euclidean one over all parameters together. The score of a client is its norm
/// before clipping. Source: Sun et al., Can you really backdoor federated learning?, 2019,
/// arXiv:1911.07963.
package struct NormClipping: DefenseStage {
  package static let name = "norm-clipping"
  package static let summary = "cuts long updates down to a bound"
  package static let source = "Sun et al., 2019, https://arxiv.org/abs/1911.07963"
  package static let role = StageRole.clip
  package static let isRobust = true

  package static let schema = OptionSchema([
    OptionField(
      "bound", .oneOf([.number(above: 0), .choice(["median"])]), default: "median",
      "the largest norm, or median for the median of the round's norms")
  ])

  package struct Options: Codable, Sendable {
    package var bound: ClipBound

    package init(bound: ClipBound = .medianOfNorms) { self.bound = bound }
  }

  package let options: Options

  package init(options: Options) { self.options = options }

  /// Clients can cut their own updates to a bound that is known beforehand.
  package var worksOnSums: Bool { options.bound != .medianOfNorms }

  package func apply(to round: inout RoundInProgress, history: inout NoHistory) {
    let norms = round.norms()
    let bound = options.bound.value(for: norms)
    round.score(norms)
    round.scaleRows(by: ClipBound.factors(cutting: norms, to: bound))
    round.note("cut \(norms.count { $0 > bound }) of \(norms.count) updates to norm \(bound)")
  }
}
