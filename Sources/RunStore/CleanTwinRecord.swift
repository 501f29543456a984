/// How the same federation does with every client honest.
package struct CleanTwinRecord: Codable, Sendable, Equatable {
  /// One round of it.
  package struct Row: Codable, Sendable, Equatable {
    /// Counted from 1.
    package var round: Int
    /// Nil in rounds without evaluation.
    package var cleanAccuracy: Double?
    /// What the attacker gets without attacking; nil without evaluation or trigger.
    package var attackSuccessRate: Double?
    /// Share of the attacker's images that get their true label; nil where that is not known.
    package var robustAccuracy: Double?
    /// The model's after the round, as `ModelState.digest`.
    package var modelDigest: String

    package func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(round, forKey: .round)
      try container.encode(cleanAccuracy, forKey: .cleanAccuracy)
      try container.encode(attackSuccessRate, forKey: .attackSuccessRate)
      try container.encode(robustAccuracy, forKey: .robustAccuracy)
      try container.encode(modelDigest, forKey: .modelDigest)
    }
  }

  package var rounds: [Row]
  /// After the last round; its attack success rate is the floor.
  package var final: Summary.Score

  /// What a summary says of a federation without an attack.
  package init(_ summary: Summary) {
    rounds = summary.rounds.map {
      Row(
        round: $0.round, cleanAccuracy: $0.cleanAccuracy, attackSuccessRate: $0.attackSuccessRate,
        robustAccuracy: $0.robustAccuracy, modelDigest: $0.modelDigest)
    }
    final = summary.final
  }
}
