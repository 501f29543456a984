import Synchronization

/// An adversary whose malicious clients all live in one process; it needs no endpoint.
package final class LoneAdversary: Adversary {
  package let knowledge: AttackKnowledge
  private let values: Mutex<[AdversaryKey: [Float]]> = Mutex([:])
  private let benign: [Int: [ObservedUpdate]]

  /// An adversary that remembers nothing yet.
  ///
  /// - Parameters:
  ///   - knowledge: what it may give away.
  ///   - benign: the honest updates of each round, by rising client.
  package init(_ knowledge: AttackKnowledge = .own, benign: [Int: [ObservedUpdate]] = [:]) {
    self.knowledge = knowledge
    self.benign = benign
  }

  package func values(
    of keys: [AdversaryKey], compute: (AdversaryKey) throws -> [Float]
  ) throws -> [[Float]] {
    try keys.map { key in
      if key.purpose == AdversaryKey.honestUpdate, knowledge < .colluding {
        throw AdversaryError.notGranted(asked: .colluding, granted: knowledge)
      }
      if let known = values.withLock({ $0[key] }) { return known }
      let value = try compute(key)
      values.withLock { $0[key] = value }
      return value
    }
  }

  package func benignUpdates(round: Int) throws -> [ObservedUpdate] {
    guard knowledge == .omniscient else {
      throw AdversaryError.notGranted(asked: .omniscient, granted: knowledge)
    }
    return benign[round] ?? []
  }
}
