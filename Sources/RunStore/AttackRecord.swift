package import Options

/// The threat model of a run and how far the attackers got.
package struct AttackRecord: Codable, Sendable, Equatable {
  /// The attack's name in the catalog.
  package var name: String
  /// The data poisoning's name; nil for attacks that poison none.
  package var data: String?
  /// What the attackers see: `own`, `colluding` or `omniscient`.
  package var knowledge: String
  /// Whether the attackers know the declared defense.
  package var defenseKnown: Bool
  /// Rising.
  package var maliciousClients: [Int]
  /// As the experiment has it, every default written out.
  package var schedule: OptionValue
  /// The schedule's first round.
  package var firstRound: Int
  /// The schedule's last round; nil if it has no end.
  package var lastRound: Int?

  /// The attack success rate of the clean twin's last model; nil without a twin.
  package private(set) var floor: Double?
  /// The clean twin's clean accuracy minus the run's, after the last round; nil without a twin.
  package private(set) var cleanAccuracyLoss: Double?
  /// The highest attack success rate from the first round of attack on.
  package private(set) var peak: SuccessCurve.Point?
  /// Rounds from the first round of attack, which is 0, until the attack success rate is at least
  /// 0.9; nil where there is none.
  package private(set) var roundsToSuccess: Waiting?
  /// Nil unless a scored round follows the last attack.
  package private(set) var durability: Durability?

  /// At this rate an attack has succeeded.
  package static let successRate = 0.9

  /// A threat model whose outcome is open.
  package init(
    name: String, data: String?, knowledge: String, defenseKnown: Bool, maliciousClients: [Int],
    schedule: OptionValue, firstRound: Int, lastRound: Int?
  ) {
    self.name = name
    self.data = data
    self.knowledge = knowledge
    self.defenseKnown = defenseKnown
    self.maliciousClients = maliciousClients
    self.schedule = schedule
    self.firstRound = firstRound
    self.lastRound = lastRound
  }

  /// Measures how far the attackers got.
  ///
  /// - Parameters:
  ///   - curve: the attack success rate of the run so far.
  ///   - floor: that of a model that nobody attacked; nil if it is not known.
  mutating func measure(_ curve: SuccessCurve, floor: Double?) {
    self.floor = floor
    let attacked = curve.from(firstRound)
    peak = attacked.peak
    roundsToSuccess =
      attacked.points.isEmpty
      ? nil : attacked.rounds(from: firstRound) { $0 >= Self.successRate }
    durability = lastRound.flatMap {
      Durability(curve, lastAttack: $0, floor: floor ?? 0)
    }
  }

  /// Measures what the attack costs the others.
  mutating func compare(_ final: Summary.Score, with twin: Summary.Score?) {
    cleanAccuracyLoss = final.cleanAccuracy.flatMap { attacked in
      twin?.cleanAccuracy.map { $0 - attacked }
    }
  }
}

extension AttackRecord {
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(data, forKey: .data)
    try container.encode(knowledge, forKey: .knowledge)
    try container.encode(defenseKnown, forKey: .defenseKnown)
    try container.encode(maliciousClients, forKey: .maliciousClients)
    try container.encode(schedule, forKey: .schedule)
    try container.encode(firstRound, forKey: .firstRound)
    try container.encode(lastRound, forKey: .lastRound)
    try container.encode(floor, forKey: .floor)
    try container.encode(cleanAccuracyLoss, forKey: .cleanAccuracyLoss)
    try container.encode(peak, forKey: .peak)
    try container.encode(roundsToSuccess, forKey: .roundsToSuccess)
    try container.encode(durability, forKey: .durability)
  }
}

extension Summary {
  /// Measures the attack by the rounds there are.
  package mutating func measureAttack() {
    let twin = cleanTwin?.final
    attack?.measure(SuccessCurve(rounds), floor: twin?.attackSuccessRate)
    attack?.compare(final, with: twin)
  }
}
