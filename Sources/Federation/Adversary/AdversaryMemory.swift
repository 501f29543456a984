import Attacks

/// What a malicious process knows already: what lasts, and what belongs to the newest round.
struct AdversaryMemory: Sendable {
  private var values: [AdversaryKey: [Float]] = [:]
  private var round = 0
  private var seen: [ObservedUpdate]?

  /// Those of some keys whose values are known.
  func known(_ keys: [AdversaryKey]) -> [AdversaryKey: [Float]] {
    Dictionary(keys.compactMap { key in values[key].map { (key, $0) } }) { first, _ in first }
  }

  /// The honest clients' updates of a round, if they are known.
  func benign(round: Int) -> [ObservedUpdate]? { round == self.round ? seen : nil }

  /// Keeps a value, unless its round is over.
  mutating func keep(_ value: [Float], of key: AdversaryKey) {
    if let round = key.round {
      enter(round)
      guard round == self.round else { return }
    }
    values[key] = value
  }

  /// Keeps the honest clients' updates of a round.
  mutating func keep(_ updates: [ObservedUpdate], round: Int) {
    enter(round)
    if round == self.round { seen = updates }
  }

  /// Forgets what belongs to rounds before a newer one.
  private mutating func enter(_ round: Int) {
    guard round > self.round else { return }
    self.round = round
    seen = nil
    values = values.filter { $0.key.round == nil }
  }
}
