package import Options
import Tensors

/// The plain mean of the `m` updates that are closest to their neighbors.
///
/// A score is the sum of the squared distances to the `n − f − 2` nearest others; all scores are
/// computed once. Ties go to the lower client id. The paper's guarantee holds for `m ≤ n − f − 2`;
/// the default `n − f` is what is commonly run. Source: Blanchard et al., NeurIPS 2017,
/// arXiv:1703.02757, section 4.
package struct MultiKrum: DefenseStage {
  package static let name = "multi-krum"
  package static let summary = "averages the updates with the tightest neighborhoods"
  package static let source = "Blanchard et al., NeurIPS 2017, https://arxiv.org/abs/1703.02757"
  package static let role = StageRole.combine
  package static let knowledge = [Knowledge.declaredByzantineCount]
  package static let isRobust = true

  package static let schema = OptionSchema([
    .required("f", .integer(atLeast: 0), "the number of malicious clients to withstand"),
    .optional("m", .integer(atLeast: 1), "how many updates are averaged; n − f if left out"),
    OptionField(
      "variant", .choice(["paper", "byzfl"]), default: "paper",
      "whether n − f − 2 neighbors count, or n − f − 1 as in ByzFL"),
  ])

  package struct Options: Codable, Sendable {
    package var f: Int
    package var m: Int?
    package var variant = KrumVariant.paper

    package init(f: Int, m: Int? = nil, variant: KrumVariant = .paper) {
      self.f = f
      self.m = m
      self.variant = variant
    }
  }

  package let options: Options

  package init(options: Options) { self.options = options }

  package func check(clientCount: Int) throws(AggregationError) {
    try options.variant.check(stage: Self.name, clients: clientCount, byzantine: options.f)
    if let m = options.m, m > clientCount {
      throw .tooFewClients(
        stage: Self.name, seen: clientCount, needed: m, demand: "m = \(m) of them are averaged",
        remedy: "lower m to \(clientCount)")
    }
  }

  package func apply(to round: inout RoundInProgress, history: inout NoHistory) {
    let count = round.updates.rows
    let scores = KrumScores.of(
      round.squaredDistances(),
      neighborCount: options.variant.neighborCount(clients: count, byzantine: options.f))
    round.score(scores)
    let selected = KrumScores.lowest(options.m ?? count - options.f, of: scores)
    round.combineByPlainMean(of: selected, otherwise: "far-from-neighbors")
  }
}
