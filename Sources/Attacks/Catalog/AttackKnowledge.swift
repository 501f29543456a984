/// What attackers see of a round besides the global model and what the server tells every client.
package enum AttackKnowledge: String, Sendable, Codable, CaseIterable, Comparable {
  /// Each its own data.
  case own
  /// Also the images of the other malicious clients, and their honest updates of the round.
  case colluding
  /// Also the updates of the round's honest clients, before they submit their own.
  case omniscient

  package static func < (first: AttackKnowledge, second: AttackKnowledge) -> Bool {
    first.rank < second.rank
  }

  private var rank: Int {
    switch self {
    case .own: 0
    case .colluding: 1
    case .omniscient: 2
    }
  }
}
