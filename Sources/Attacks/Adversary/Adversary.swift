/// What malicious clients have in common: the place where they meet, and its memory.
///
/// In a run it is an endpoint of its own that only malicious processes know.
package protocol Adversary: Sendable {
  /// What the experiment grants the attackers.
  var knowledge: AttackKnowledge { get }

  /// The values under some keys, each computed by one of the malicious processes and then known to
  /// all.
  ///
  /// A key that another process is computing is waited for; if that process ends or hangs, somebody
  /// else computes it. As everybody would compute the same, nothing depends on who did.
  ///
  /// - Parameters:
  ///   - keys: what is asked for; those at the front are computed first.
  ///   - compute: gives the value of a key; the same floats in every process.
  /// - Returns: one value for each key.
  /// - Throws: `AdversaryError`, and what `compute` throws.
  func values(
    of keys: [AdversaryKey], compute: (AdversaryKey) throws -> [Float]
  ) throws -> [[Float]]

  /// The updates of the round's honest clients that reached the server, by rising id.
  ///
  /// - Throws: `AdversaryError.notGranted` unless the knowledge is omniscient.
  func benignUpdates(round: Int) throws -> [ObservedUpdate]
}

/// What a value is.
package struct AdversaryKey: Hashable, Sendable, Codable {
  /// Names the kind of value, such as `honest-update`; kebab-case.
  package let purpose: String
  /// The round after which the value is forgotten; nil for values that last as long as the run.
  package let round: Int?
  /// The malicious client that it is about, if it is about one.
  package let client: Int?

  package init(_ purpose: String, round: Int? = nil, client: Int? = nil) {
    self.purpose = purpose
    self.round = round
    self.client = client
  }

  /// A colluder's honest update; only for attackers who may see each other's.
  package static let honestUpdate = "honest-update"
}

/// An honest client's update, or what a malicious one would have submitted if it were honest.
package struct ObservedUpdate: Sendable, Equatable {
  package let client: Int
  /// In model-parameter order.
  package let update: [Float]

  package init(client: Int, update: [Float]) {
    self.client = client
    self.update = update
  }
}

/// Why the adversary gave nothing.
package enum AdversaryError: Error, Equatable {
  /// The threat model does not allow it.
  case notGranted(asked: AttackKnowledge, granted: AttackKnowledge)
  /// The adversary's endpoint is gone or does not answer.
  case unreachable(reason: String)
  /// The adversary's endpoint does not do what was asked for.
  case refused(reason: String)
  /// No honest update of this round was seen.
  case nothingSeen(round: Int)
}

extension AdversaryError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notGranted(let asked, let granted):
      "the attack asked for '\(asked.rawValue)' knowledge and has '\(granted.rawValue)'; "
        + "set attack.knowledge to \(asked.rawValue)"
    case .unreachable(let reason): "the attackers' meeting place does not answer: \(reason)"
    case .refused(let reason): "the attackers' meeting place refused a question: \(reason)"
    case .nothingSeen(let round): "the attackers saw no honest update in round \(round)"
    }
  }
}
