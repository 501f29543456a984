import Kernels
package import Options

/// The median of every coordinate; of an even count, the mean of the two middle values.
///
/// All clients count the same, and no client has a weight of its own in the result. Source: Yin et
/// al., ICML 2018, arXiv:1803.01498.
package struct Median: DefenseStage {
  package static let name = "median"
  package static let summary = "takes the median of every parameter on its own"
  package static let source = "Yin et al., ICML 2018, https://arxiv.org/abs/1803.01498"
  package static let role = StageRole.combine
  package static let isRobust = true
  package static let schema = OptionSchema([])

  package struct Options: Codable, Sendable {
    package init() {}
  }

  package init(options: Options) {}

  package func apply(to round: inout RoundInProgress, history: inout NoHistory) {
    round.combine(into: ColumnStatistics.median(round.updates, on: round.workers))
  }
}
