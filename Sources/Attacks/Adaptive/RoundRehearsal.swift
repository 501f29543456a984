import Kernels
import Randomness
import Tensors

/// A round as attackers play it through on the declared defense before they submit.
///
/// Omniscient attackers have the honest clients' updates. Colluding ones put stand-ins in the seats of
/// the honest clients: normal draws with the sample deviation `σ` of the attackers' own `m` honest
/// updates in every coordinate, around a center that is itself drawn around these updates' mean with
/// `σ / √m`, since the attackers do not know the honest clients' mean either. An attacker that is alone
/// has no deviation, so its stand-ins are all alike, and rules that select by distance take nothing
/// else.
struct RoundRehearsal {
  /// The mean of what the attackers see, `d` values.
  let mean: [Float]
  /// The malicious participants, rising.
  let malicious: [Int]
  private let defense: any KnownDefense
  private let task: ClientTask
  private let honest: [ObservedUpdate]

  /// Sets up the round.
  ///
  /// - Parameters:
  ///   - task: the round's task.
  ///   - seen: the honest updates that the attackers see.
  ///   - context: who the attackers are; knows the defense.
  /// - Throws: what reading the announcement throws.
  init(_ task: ClientTask, seen: SeenUpdates, context: AttackContext) throws {
    guard let defense = context.defense else {
      preconditionFailure("an attack that needs the defense was not told of it")
    }
    self.defense = defense
    self.task = task
    mean = seen.mean
    let malicious = try context.participants(of: task)
    self.malicious = malicious
    if context.adversary.knowledge == .omniscient {
      honest = zip(seen.clients, seen.updates.rowCopies).map {
        ObservedUpdate(client: $0, update: $1)
      }
    } else {
      let seats = try task.announcement().participants.filter { !malicious.contains($0) }
      let deviation = ColumnSpread.deviation(seen.updates, over: .sample)
      let random = context.random.stream(for: "stand-in", "round", .number(task.round))
      let center = Self.draw(
        mean, deviation, scale: 1 / Double(seen.updates.rows).squareRoot(),
        random: random.stream(for: "center"))
      honest = seats.map { client in
        ObservedUpdate(
          client: client,
          update: Self.draw(center, deviation, scale: 1, random: random.stream(at: client)))
      }
    }
  }

  /// What the defense would make of the round.
  ///
  /// - Parameter submissions: the update of each of `malicious`.
  /// - Returns: the step of the global model and the accepted clients; nil if the defense cannot work
  ///   with the round, such as for too few clients.
  func outcome(_ submissions: [[Float]]) -> (step: [Float], accepted: [Int])? {
    let crafted = zip(malicious, submissions).map { ObservedUpdate(client: $0, update: $1) }
    return try? defense.outcome(
      of: (honest + crafted).sorted { $0.client < $1.client }, in: task)
  }

  /// The factor with which a common update takes the step furthest from that of the honest mean.
  ///
  /// - Parameters:
  ///   - evaluations: how many factors may be tried.
  ///   - craft: the update of a factor.
  /// - Returns: the factor; 1 if the defense cannot work with the round.
  /// - Throws: what reading the announcement throws.
  func mostHarmfulFactor(
    evaluations: Int, _ craft: (Double) -> [Float]
  ) throws -> Double {
    let honestStep = ModelReplacement.scaled(
      mean, by: try task.announcement().serverLearningRate)
    func harm(_ factor: Double) -> Double? {
      let submissions = Array(repeating: craft(factor), count: malicious.count)
      return outcome(submissions).map {
        Reductions.squaredDistance($0.step.span, honestStep.span)
      }
    }
    guard harm(1) != nil else { return 1 }
    return LineSearch.highest(evaluations: evaluations, step: 10) { harm($0) ?? -.infinity }
  }

  // MARK: - Details

  /// Normal draws around a center.
  private static func draw(
    _ center: [Float], _ deviation: [Float], scale: Double, random: RandomStream
  ) -> [Float] {
    var noise = [Float](repeating: 0, count: center.count)
    var values = noise.mutableSpan
    random.addNormals(to: &values, at: 0, deviation: scale)
    return center.indices.map {
      Float(Double(center[$0]) + Double(deviation[$0]) * Double(noise[$0]))
    }
  }
}

extension UpdateMatrix {
  fileprivate var rowCopies: [[Float]] { (0..<rows).map { row($0) } }
}
