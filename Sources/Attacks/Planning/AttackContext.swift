package import Randomness

/// What a malicious client knows besides its tasks.
package struct AttackContext: Sendable {
  /// The ids of all malicious clients, rising; they know each other.
  package let malicious: [Int]
  /// The attackers' own numbers, the same in every round.
  package let random: RandomStream

  /// Makes the attackers' common knowledge.
  ///
  /// - Parameters:
  ///   - malicious: the ids of all malicious clients.
  ///   - random: the run's root stream; the attackers get a child of it.
  package init(malicious: [Int], random: RandomStream) {
    self.malicious = malicious.sorted()
    self.random = random.stream(for: "attack")
  }
}
