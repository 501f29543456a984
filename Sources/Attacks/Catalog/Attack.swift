package import Networks
package import Options

/// What a malicious client does in the rounds in which it attacks.
///
/// A new attack is a file and a line in `AttackCatalog.all`. It is made once for a client process,
/// has no state, and draws its numbers from its task or its context: a process may be killed and
/// started again at any time. What must last from round to round is kept by the `Adversary`.
package protocol Attack: PlugIn {
  /// The least that the attackers must see; an experiment that grants less is refused.
  static var knowledge: AttackKnowledge { get }

  /// Whether the attack makes use of the defense's declaration and is nothing without it.
  static var needsDefense: Bool { get }

  /// Whether its malicious clients train for themselves; only then the section has the key
  /// `training`.
  static var trains: Bool { get }

  /// Which data it poisons; the attack's section then has the keys of that poisoning.
  static var data: AttackData { get }

  /// What the attackers must see with these options, at least `knowledge`.
  static func knowledge(with options: Options) -> AttackKnowledge

  /// Where catalogs of risks speak of it.
  static var frameworks: [FrameworkReference] { get }

  /// Refuses what the attack cannot work on; called when an experiment is read.
  ///
  /// - Parameters:
  ///   - plan: the attack's section, checked by itself.
  ///   - setting: the rest of the experiment.
  ///   - path: where the section stands in its document, for messages.
  /// - Throws: `OptionError`.
  static func check(
    _ plan: AttackPlan, in setting: AttackSetting, at path: OptionPath
  ) throws(OptionError)

  /// Makes the attack.
  ///
  /// - Parameters:
  ///   - options: the attack's own options.
  ///   - plan: what all attacks have in common; with `poisoning` if the attack poisons data.
  ///   - context: who the attackers are and what they see.
  init(options: Options, plan: AttackPlan, context: AttackContext)

  /// The update of a malicious client in a round of attack.
  ///
  /// - Parameters:
  ///   - task: the round's task.
  ///   - network: lent for the call; its parameters are overwritten.
  /// - Returns: the update, in model-parameter order, with what the client says of it.
  /// - Throws: what training and the adversary throw.
  func update(_ task: ClientTask, network: Network) throws -> TrainingOutcome
}

extension Attack {
  package static var needsDefense: Bool { false }
  package static var trains: Bool { true }
  package static func knowledge(with options: Options) -> AttackKnowledge { knowledge }
  package static func check(
    _ plan: AttackPlan, in setting: AttackSetting, at path: OptionPath
  ) throws(OptionError) {}
}

extension AttackPlan {
  /// Refuses poison that appears batch by batch, for attacks that look at their poisoned images first.
  func requirePoisonedDataSet(at path: OptionPath) throws(OptionError) {
    guard poisoning?.poisonsBatches == true else { return }
    throw .conflict(
      path: path + ["poison_per"],
      reason: "'\(kind.name)' needs all its poisoned images before it trains; set it to data-set")
  }
}

/// Which data an attack poisons.
package enum AttackData: Sendable {
  /// None: it changes the model alone.
  case none
  /// Whichever the key `data` of its section names.
  case any
  /// Always the same.
  case only(any DataPoisoning.Type)
}
