import Kernels
package import Networks
package import Options
package import Tensors

/// Submits a copy of one honest client's update, so that this client counts too much.
///
/// Nothing about it is an outlier, yet where clients' data differ the model is drawn to one of them.
/// Either the client is given by its place among those that are seen, or it is learned: the one
/// whose update lies furthest from the mean along the direction in which the updates vary most. It
/// is chosen in the first round of attack and kept for the run, as a lasting value of the adversary;
/// in a round without it, the one that the rule chooses there is copied. The authors' code follows
/// the direction by a running average over a warm-up instead; here it is the exact leading direction
/// of one round.
/// Source: Karimireddy et al., "Byzantine-Robust Learning on Heterogeneous Datasets via Bucketing",
/// ICLR 2022, arXiv:2006.09365, section 3.
package struct Mimic: Attack {
  package struct Options: Codable, Sendable, Equatable {
    package var target = MimicTarget.learned

    package init() {}
  }

  package static let name = "mimic"
  package static let summary = "a copy of one honest client's update"
  package static let source = "Karimireddy et al., ICLR 2022, https://arxiv.org/abs/2006.09365"
  package static let schema = OptionSchema([
    .init(
      "target", .oneOf([.integer(atLeast: 0), .choice(["learned"])]), default: "learned",
      "the place of the copied client among the honest ones of the round, from 0 (beyond the last, the last); learned: the most telling one"
    )
  ])
  package static let knowledge = AttackKnowledge.omniscient
  package static let data = AttackData.none
  package static let trains = false
  package static let frameworks = [FrameworkReference].spoiledModel

  private let target: MimicTarget
  private let context: AttackContext

  package init(options: Options, plan: AttackPlan, context: AttackContext) {
    target = options.target
    self.context = context
  }

  package func update(_ task: ClientTask, network: Network) throws -> TrainingOutcome {
    task.crafted(
      try context.shared(Self.name, in: task) {
        let seen = try context.seen(task, network: network)
        return seen.updates.row(try row(in: seen))
      })
  }

  /// The row that is copied.
  private func row(in seen: SeenUpdates) throws -> Int {
    guard case .place(let place) = target else {
      let telling = Self.mostTelling(seen.updates)
      let kept = try context.lasting("mimic-target") { [Float(seen.clients[telling])] }
      return seen.clients.firstIndex { Float($0) == kept.first } ?? telling
    }
    return Self.row(at: place, of: seen.updates)
  }

  /// The row at a place; beyond the last, the last.
  package static func row(at place: Int, of updates: UpdateMatrix) -> Int {
    min(place, updates.rows - 1)
  }

  /// The row that lies furthest from the mean along the direction of the largest variance.
  ///
  /// The leading eigenvector of the matrix of inner products of the centered rows holds how far each
  /// lies along that direction; power iteration finds it from the distances.
  ///
  /// - Parameter updates: `n × d`, with at least one row.
  /// - Returns: the lowest such row.
  package static func mostTelling(_ updates: UpdateMatrix) -> Int {
    let squares = PairwiseDistances.squaredEuclidean(UpdateRows(updates))
    let count = squares.count
    let means = (0..<count).map { squares.row($0).reduce(0, +) / Double(count) }
    let mean = means.reduce(0, +) / Double(count)
    let products = squares.values.indices.map {
      (means[$0 / count] + means[$0 % count] - squares.values[$0] - mean) / 2
    }
    // The column of the longest row is never orthogonal to what is sought unless that row is 0.
    let longest = (0..<count).max { products[$0 * (count + 1)] < products[$1 * (count + 1)] } ?? 0
    var vector = (0..<count).map { products[$0 * count + longest] }
    for _ in 0..<1000 {
      let largest = vector.map(abs).max() ?? 0
      guard largest > 0 else { return 0 }
      let old = vector.map { $0 / largest }
      vector = (0..<count).map { row in
        (0..<count).reduce(0) { $0 + products[row * count + $1] * old[$1] }
      }
    }
    let lengths = vector.map(abs)
    return lengths.firstIndex(of: lengths.max() ?? 0) ?? 0
  }
}
