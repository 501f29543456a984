package import Networks
package import Options
import Randomness
package import Tensors

/// Submits the mean of what is seen, moved by `z` standard deviations in every coordinate.
///
/// The shift is as large as it can be without being more extreme than the honest clients whose
/// support the attackers need: with `s = ⌊n/2 + 1⌋ − m` supporters, `z` is the normal quantile of
/// `(n − m − s) / (n − m)`, and 0 where that is negative. Public code adds or takes away; a fixed `z`
/// (ByzFL 1.5, Blades 1) and the sample deviation (ByzFL) are options, too.
/// Source: Baruch et al., "A Little Is Enough", NeurIPS 2019, arXiv:1902.06156, algorithm 3.
package struct ALittleIsEnough: Attack {
  package struct Options: Codable, Sendable, Equatable {
    package var z = DeviationCount.formula
    package var sign = ShiftSign.plus
    package var divisor = DeviationDivisor.population

    package init() {}
  }

  package static let name = "alie"
  package static let summary = "the mean of what is seen, moved by a few standard deviations"
  package static let source = "Baruch et al., NeurIPS 2019, https://arxiv.org/abs/1902.06156"
  package static let schema = OptionSchema([
    .init(
      "z", .oneOf([.number(atLeast: 0), .choice(["formula"])]), default: "formula",
      "how many deviations; formula: as many as the round's size and the attackers' number allow"),
    signField, divisorField,
  ])
  static let signField = OptionField(
    "sign", .choice(ShiftSign.allCases.map(\.rawValue)), default: "plus",
    "whether the deviations are added or taken away")
  static let divisorField = OptionField(
    "divisor", .choice(DeviationDivisor.allCases.map(\.rawValue)), default: "population",
    "whether a deviation of n values divides by n or by n - 1")
  package static let knowledge = AttackKnowledge.colluding
  package static let data = AttackData.none
  package static let trains = false
  package static let frameworks = [FrameworkReference].spoiledModel

  private let options: Options
  private let context: AttackContext

  package init(options: Options, plan: AttackPlan, context: AttackContext) {
    self.options = options
    self.context = context
  }

  package func update(_ task: ClientTask, network: Network) throws -> TrainingOutcome {
    task.crafted(
      try context.shared(Self.name, in: task) {
        let seen = try context.seen(task, network: network)
        let z =
          switch options.z {
          case .formula:
            max(
              0,
              try Self.quantile(
                participants: seen.participantCount, malicious: seen.maliciousCount))
          case .number(let z): z
          }
        return Self.crafted(
          from: seen.updates, z: z, sign: options.sign, divisor: options.divisor)
      })
  }

  /// The mean of the rows, moved by `z` deviations.
  ///
  /// - Parameters:
  ///   - updates: `n × d`, with at least one row.
  ///   - z: the number of deviations.
  ///   - sign: where to.
  ///   - divisor: of the deviation.
  /// - Returns: `d` values.
  package static func crafted(
    from updates: UpdateMatrix, z: Double, sign: ShiftSign, divisor: DeviationDivisor
  ) -> [Float] {
    moved(
      SeenUpdates.mean(updates), by: z, sign: sign,
      deviation: ColumnSpread.deviation(updates, over: divisor))
  }

  /// `μ ± z · σ`.
  static func moved(
    _ mean: [Float], by z: Double, sign: ShiftSign, deviation: [Float]
  ) -> [Float] {
    let shift = sign == .plus ? z : -z
    return zip(mean, deviation).map { Float(Double($0) + shift * Double($1)) }
  }

  /// The number of deviations that the formula gives; negative for few attackers.
  ///
  /// - Parameters:
  ///   - n: the participants of the round.
  ///   - m: the malicious ones of these.
  /// - Returns: any number, or minus infinity where every honest client must support the attackers.
  /// - Throws: `ByzantineError.majority` if the attackers need no supporter.
  package static func quantile(participants n: Int, malicious m: Int) throws -> Double {
    let majority = n / 2 + 1
    guard m < majority else { throw ByzantineError.majority(attack: name, malicious: m, of: n) }
    let supporters = majority - m
    let share = Double(n - m - supporters) / Double(n - m)
    return share > 0 ? NormalDistribution.quantile(share) : -.infinity
  }
}

/// Whether a shift is added or taken away.
package enum ShiftSign: String, Sendable, Codable, CaseIterable {
  case plus, minus
}
