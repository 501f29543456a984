package import Networks
package import Options

/// What a malicious client does in the rounds in which it attacks.
///
/// A new attack is a file and a line in `AttackCatalog.all`. It is made once for a client process,
/// has no state, and draws its numbers from its task or its context.
package protocol Attack: PlugIn {
  /// What the attacker must see for this attack.
  static var knowledge: AttackKnowledge { get }

  /// Whether the attack poisons data; its section then has the keys of `Poisoning.fields`.
  static var poisonsData: Bool { get }

  /// Makes the attack.
  ///
  /// - Parameters:
  ///   - options: the attack's own options.
  ///   - plan: what all attacks have in common; with `poisoning` if the attack poisons data.
  ///   - context: who the attackers are.
  init(options: Options, plan: AttackPlan, context: AttackContext)

  /// The update of a malicious client in a round of attack.
  ///
  /// - Parameters:
  ///   - task: the round's task.
  ///   - network: lent for the call; its parameters are overwritten.
  /// - Returns: the update, in model-parameter order, with what the client says of it.
  /// - Throws: what training throws.
  func update(_ task: ClientTask, network: Network) throws -> TrainingOutcome
}

/// What an attacker sees of a round.
package enum AttackKnowledge: String, Sendable, Codable, CaseIterable {
  /// The global model and its own data.
  case own
  /// Also the round's announcement and who the other malicious clients are.
  case announcement
  /// Also the honest updates of the other malicious clients.
  case colluders
  /// Also the updates of all honest clients.
  case everything
}

/// The attacks that exist.
package enum AttackCatalog {
  package static let all: [any Attack.Type] = [BadNets.self, ModelReplacement.self]

  package static var names: [String] { all.map { $0.name } }

  /// The attack called `name`.
  package static func find(_ name: String, at path: OptionPath) throws(OptionError)
    -> any Attack.Type
  {
    try PlugIns.find(name, in: all, at: path + ["name"]) { $0.name }
  }
}
