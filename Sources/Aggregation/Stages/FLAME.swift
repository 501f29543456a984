import Clustering
package import Options
import Tensors

/// Keeps the majority that points the same way, cuts it to the median length, and adds a little noise.
///
/// HDBSCAN on cosine distances keeps one cluster of more than half of the clients; honest clients
/// are often left out, which is the rule and no error. The bound is the median norm of all updates,
/// the aggregate the plain mean of the kept ones, the noise normal with deviation `noise · bound`.
/// As in the paper, angles are taken between local models by default; between updates they say more
/// about what a round has changed. The score of a client is its membership probability. Source:
/// Nguyen et al., USENIX Security 2022, arXiv:2101.02281.
package struct FLAME: DefenseStage {
  package static let name = "flame"
  package static let summary = "clusters by angle, clips to the median norm and adds noise"
  package static let source =
    "Nguyen et al., USENIX Security 2022, https://arxiv.org/abs/2101.02281"
  package static let role = StageRole.combine
  package static let knowledge = [Knowledge.globalModel]
  package static let isRobust = true

  /// What angles are measured between.
  package enum Direction: String, Sendable, Codable, CaseIterable {
    case models
    case updates
  }

  package static let schema = OptionSchema([
    OptionField(
      "distance_on", .choice(["models", "updates"]), default: "models",
      "whether angles are between local models, as in the paper, or between updates"),
    OptionField(
      "noise", .number(atLeast: 0), default: 0.001,
      "deviation of the noise as a share of the clipping bound"),
  ])

  package struct Options: Codable, Sendable {
    package var distanceOn: Direction
    package var noise: Double

    package init(distanceOn: Direction = .models, noise: Double = 0.001) {
      self.distanceOn = distanceOn
      self.noise = noise
    }
  }

  package let options: Options

  package init(options: Options) { self.options = options }

  package var knowledge: [Knowledge] { options.distanceOn == .models ? Self.knowledge : [] }

  package func check(clientCount: Int) throws(AggregationError) {
    guard clientCount < 3 else { return }
    throw .tooFewClients(
      stage: Self.name, seen: clientCount, needed: 3, demand: "a majority needs company",
      remedy: nil)
  }

  package func apply(to round: inout RoundInProgress, history: inout NoHistory) {
    let clusters = majority(of: &round)
    round.score(clusters.probabilities)
    let norms = round.norms()
    let bound = ClipBound.medianOfNorms.value(for: norms)
    round.combineByPlainMean(
      of: clusters.members(of: 0), otherwise: "outside-the-majority",
      scaledBy: ClipBound.factors(cutting: norms, to: bound))
    round.addNoise(deviation: options.noise * bound)
  }

  // MARK: - Details

  /// The clients that point the same way, as cluster 0; there is no other.
  func majority(of round: inout RoundInProgress) -> ClusterAssignment {
    let distances = round.cosineDistances(
      from: options.distanceOn == .models ? round.view.global : [])
    var settings = HDBSCAN.Options(minClusterSize: round.updates.rows / 2 + 1, minSamples: 1)
    settings.allowSingleCluster = true
    return HDBSCAN(options: settings).cluster(distances)
  }
}
