import Foundation

/// How long a backdoor lasts after the last round of attack.
///
/// Rounds are counted from the last round of attack, which is 0, but for half-lives, which are
/// counted from the first round with a score from there on: the same round if it was scored.
/// Sources: lifespan as in Zhang et al., "Neurotoxin", ICML 2022, https://arxiv.org/abs/2206.10341;
/// the rule of two rounds, the half-lives and the area are ours.
package struct Durability: Codable, Sendable, Equatable {
  /// The last round of attack.
  package let lastAttack: Int
  /// How many rounds follow to the last one with a score; what is censored takes longer.
  package let observedRounds: Int
  /// The attack success rate at the end of the attack: of the first round with a score from the last
  /// attack on.
  package let attackSuccessRate: Double
  /// Rounds until the attack success rate is first below a half.
  package let lifespan: Waiting
  /// Rounds until it is below a half in two scored rounds one after the other; the first of the two.
  package let confirmedLifespan: Waiting
  /// Rounds until it is at most half of `attackSuccessRate`; nil if that is 0.
  package let halfLife: Waiting?
  /// Half-life of the exponential decay to the floor that fits best; censored if it does not decay,
  /// nil if fewer than two rounds are more than 0.02 above the floor.
  package let fittedHalfLife: Waiting?
  /// The area under the curve over its length, in 0...1; nil if a single round was scored.
  package let areaUnderCurve: Double?

  /// Below this rate a backdoor is dead.
  package static let deathRate = 0.5
  /// How far above the floor a rate must be to say something about the decay.
  private static let fittedAbove = 0.02
  /// As many rounds as an experiment may have; a longer half-life is none.
  private static let longest = 1e6

  /// Measures a curve; nil unless a scored round follows the attack.
  ///
  /// - Parameters:
  ///   - curve: the whole run's.
  ///   - lastAttack: the last round of attack.
  ///   - floor: the attack success rate of a model that nobody attacked; 0 if it is not known.
  package init?(_ curve: SuccessCurve, lastAttack: Int, floor: Double = 0) {
    let after = curve.from(lastAttack)
    guard let first = after.points.first, let last = after.points.last, last.round > lastAttack
    else { return nil }
    self.lastAttack = lastAttack
    observedRounds = last.round - lastAttack
    attackSuccessRate = first.attackSuccessRate
    lifespan = after.rounds(from: lastAttack) { $0 < Self.deathRate }
    confirmedLifespan = after.rounds(from: lastAttack, consecutive: 2) { $0 < Self.deathRate }
    let half = first.attackSuccessRate / 2
    halfLife = half > 0 ? after.rounds(from: first.round) { $0 <= half } : nil
    fittedHalfLife = Self.fit(after, floor: floor)
    areaUnderCurve = after.meanArea
  }

  /// The half-life `ln 2 / b` of `ln(rate − floor) = a − b·round` by least squares.
  private static func fit(_ curve: SuccessCurve, floor: Double) -> Waiting? {
    let used = curve.points.filter { $0.attackSuccessRate > floor + fittedAbove }
    guard used.count >= 2 else { return nil }
    let rounds = used.map { Double($0.round) }
    let logarithms = used.map { log($0.attackSuccessRate - floor) }
    let middle = rounds.reduce(0, +) / Double(used.count)
    let height = logarithms.reduce(0, +) / Double(used.count)
    let slopes = zip(rounds, logarithms).map { ($0 - middle) * ($1 - height) }
    let squares = rounds.map { ($0 - middle) * ($0 - middle) }
    let decay = -slopes.reduce(0, +) / squares.reduce(0, +)
    let halfLife = log(2) / decay
    return (0...longest).contains(halfLife) ? Waiting(halfLife) : .censored
  }
}

extension Durability {
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(lastAttack, forKey: .lastAttack)
    try container.encode(observedRounds, forKey: .observedRounds)
    try container.encode(attackSuccessRate, forKey: .attackSuccessRate)
    try container.encode(lifespan, forKey: .lifespan)
    try container.encode(confirmedLifespan, forKey: .confirmedLifespan)
    try container.encode(halfLife, forKey: .halfLife)
    try container.encode(fittedHalfLife, forKey: .fittedHalfLife)
    try container.encode(areaUnderCurve, forKey: .areaUnderCurve)
  }
}
