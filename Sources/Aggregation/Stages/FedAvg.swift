package import Options

/// The weighted mean of the updates: `Σ wᵢΔᵢ / Σ wᵢ`.
///
/// It lets any client move the model as far as it likes. Source: McMahan et al., AISTATS 2017,
/// arXiv:1602.05629.
package struct FedAvg: DefenseStage {
  package static let name = "fed-avg"
  package static let summary = "averages the updates, by default weighted with the sample counts"
  package static let source = "McMahan et al., AISTATS 2017, https://arxiv.org/abs/1602.05629"
  package static let role = StageRole.combine
  package static let knowledge = [Knowledge.sampleCounts]

  package static let schema = OptionSchema([
    .optional(
      "weighting", .choice(["samples", "uniform"]),
      "how much each client counts; as everywhere in the experiment if left out")
  ])

  package struct Options: Codable, Sendable {
    package var weighting: Weighting?

    package init(weighting: Weighting? = nil) { self.weighting = weighting }
  }

  package let options: Options

  package init(options: Options) { self.options = options }

  package var knowledge: [Knowledge] { options.weighting == .uniform ? [] : Self.knowledge }
  package var worksOnSums: Bool { true }

  package func apply(to round: inout RoundInProgress, history: inout NoHistory) {
    if let weighting = options.weighting { round.reweigh(weighting) }
    round.combineByMean()
  }
}
