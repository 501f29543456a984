import Kernels
package import Options
import Tensors

/// The mean of every coordinate without its `f` smallest and `f` largest values.
///
/// All clients count the same, and no client has a weight of its own in the result. With `f = 0` it
/// is the plain mean. The paper trims a share `β` of the clients; `f = βn`. Source: Yin et al., ICML
/// 2018, arXiv:1803.01498.
package struct TrimmedMean: DefenseStage {
  package static let name = "trimmed-mean"
  package static let summary = "averages every parameter without its smallest and largest values"
  package static let source = "Yin et al., ICML 2018, https://arxiv.org/abs/1803.01498"
  package static let role = StageRole.combine
  package static let knowledge = [Knowledge.declaredByzantineCount]
  package static let isRobust = true

  package static let schema = OptionSchema([
    .required(
      "f", .integer(atLeast: 0), "how many values are left out at either end; 2f must be below n")
  ])

  package struct Options: Codable, Sendable {
    package var f: Int

    package init(f: Int) { self.f = f }
  }

  package let options: Options

  package init(options: Options) { self.options = options }

  package func check(clientCount: Int) throws(AggregationError) {
    let f = options.f
    guard clientCount <= 2 * f else { return }
    throw .tooFewClients(
      stage: Self.name, seen: clientCount, needed: 2 * f + 1, demand: "2f + 1 with f = \(f)",
      remedy: clientCount > 0 ? "lower f to \((clientCount - 1) / 2)" : nil)
  }

  package func apply(to round: inout RoundInProgress, history: inout NoHistory) {
    let ranks = options.f..<round.updates.rows - options.f
    round.combine(
      into: ColumnStatistics.mean(round.updates, ofRanks: ranks, on: round.workers))
  }
}
