import Networks
package import Options

extension AttackPlan {
  /// The keys of an attack's section: what all attacks have in common, then those of the data
  /// poisoning, then the attack's own.
  ///
  /// - Parameters:
  ///   - attack: whichever.
  ///   - data: the data poisoning, for attacks that take any.
  /// - Returns: the keys, in the order in which they are shown.
  package static func schema(
    of attack: any Attack.Type, data: any DataPoisoning.Type = BadNetsPoisoning.self
  ) -> OptionSchema {
    let dataFields: [OptionField] =
      switch attack.data {
      case .none: []
      case .only(let type): type.fields
      case .any:
        [
          .init(
            "data", .choice(DataPoisonings.names), default: .string(BadNetsPoisoning.name),
            "how data is poisoned; the keys of that poisoning are given here, too")
        ] + data.fields
      }
    let training: [OptionField] =
      attack.trains
      ? [.optional("training", .any, "the attacker's own training; the rest is as for everyone")]
      : []
    return OptionSchema(
      MaliciousSelection.fields + Self.fields + [SybilClones.field] + dataFields + training
        + attack.schema.fields)
  }

  private static let fields: [OptionField] = [
    .init(
      "schedule", .any, default: ["kind": "continuous"],
      "the rounds of attack: continuous, single-shot { round }, window { from, to, every } or fixed-frequency { every }"
    ),
    .init(
      "knowledge", .choice(AttackKnowledge.allCases.map(\.rawValue)), default: "own",
      "what attackers see: own data; colluding: also each other's honest updates; omniscient: also those of honest clients"
    ),
    .init(
      "defense_known", .bool, default: false, "whether the attackers know the declared defense"),
  ]

  /// Reads an attack's section.
  ///
  /// - Parameters:
  ///   - section: the mapping under `attack`.
  ///   - setting: what it must go together with.
  ///   - catalog: the attacks to choose from.
  ///   - path: where the section stands in its document, for messages.
  /// - Returns: the plan.
  /// - Throws: `OptionError` for unknown keys, values of a wrong kind or range, an attack that needs
  ///   more knowledge than it is granted, and for what the setting makes impossible: a trigger
  ///   larger than the images, a class or client that does not exist, what the attack itself refuses.
  package static func read(
    _ section: OptionValue, setting: AttackSetting,
    catalog: [any Attack.Type] = AttackCatalog.all, at path: OptionPath = ["attack"]
  ) throws(OptionError) -> AttackPlan {
    let named = try NamedOptions(section, known: catalog.map { $0.name }, at: path)
    let type = try PlugIns.find(named.name, in: catalog, at: path + ["name"]) { $0.name }
    let data = try type.dataPoisoning(named.options, at: path)
    let checked = try schema(of: type, data: data ?? BadNetsPoisoning.self)
      .resolve(named.options, at: path)
    let schedule = try AttackSchedule.read(
      checked["schedule"] ?? .null, at: path + ["schedule"])
    let training = TrainingOverrides(checked["training"] ?? .null)
    try training.merged(over: setting.training, at: path + ["training"]).augmentation?
      .check(setting.images.shape, at: path + ["training", "augmentation"])
    let poisoning = try data?.opened(checked, setting: setting.images, at: path)
    let sybils = try SybilClones.read(checked)
    let options = OptionValue.object(type.schema.keys.map { .init($0, checked[$0] ?? .null) })
    let needed = max(try type.knowledge(decoding: options, at: path), data?.knowledge ?? .own)
    let granted = try granted(checked, to: type, needing: needed, at: path)
    guard sybils == nil || granted.knowledge >= .colluding else {
      throw .conflict(
        path: path + ["sybils"],
        reason: "clones submit one client's update, so the attackers must collude; "
          + "set attack.knowledge to colluding")
    }

    var resolved = checked
    resolved["schedule"] = schedule.resolved
    for member in poisoning?.resolved ?? [] { resolved[member.key] = member.value }
    let plan = AttackPlan(
      kind: type,
      selection: try .read(checked, clientCount: setting.clientCount, at: path),
      schedule: schedule.value, knowledge: granted.knowledge,
      isDefenseKnown: granted.isDefenseKnown, poisoning: poisoning?.value, training: training,
      sybils: sybils, options: options, resolved: named.with(resolved))
    try type.check(plan, in: setting, at: path)
    return plan
  }

  // MARK: - Details

  /// What the section grants, if that is enough for the attack.
  private static func granted(
    _ section: OptionValue, to attack: any Attack.Type, needing needed: AttackKnowledge,
    at path: OptionPath
  ) throws(OptionError) -> (knowledge: AttackKnowledge, isDefenseKnown: Bool) {
    guard case .string(let word)? = section["knowledge"],
      let knowledge = AttackKnowledge(rawValue: word),
      case .bool(let isDefenseKnown)? = section["defense_known"]
    else { preconditionFailure("the schema of an attack lacks its knowledge: \(section)") }
    guard knowledge >= needed else {
      throw .conflict(
        path: path + ["knowledge"],
        reason: "'\(attack.name)' needs \(needed.rawValue), and the attackers are granted "
          + "\(knowledge.rawValue)")
    }
    guard isDefenseKnown || !attack.needsDefense else {
      throw .conflict(
        path: path + ["defense_known"],
        reason: "'\(attack.name)' tries its update on the declared defense; set it to true")
    }
    return (knowledge, isDefenseKnown)
  }
}

extension Attack {
  /// What the attackers must see with options that are still to be decoded.
  fileprivate static func knowledge(
    decoding options: OptionValue, at path: OptionPath
  ) throws(OptionError) -> AttackKnowledge {
    knowledge(with: try Self.options(from: options, at: path))
  }

  /// The data poisoning that a section asks for; nil for attacks that poison none.
  fileprivate static func dataPoisoning(
    _ section: OptionValue, at path: OptionPath
  ) throws(OptionError) -> (any DataPoisoning.Type)? {
    switch data {
    case .none: return nil
    case .only(let type): return type
    case .any:
      guard case .string(let name)? = section["data"] else { return BadNetsPoisoning.self }
      return try DataPoisonings.find(name, at: path + ["data"])
    }
  }
}

extension DataPoisoning {
  fileprivate static func opened(
    _ section: OptionValue, setting: PoisoningSetting, at path: OptionPath
  ) throws(OptionError) -> (value: any DataPoisoning, resolved: [OptionValue.Member]) {
    let read = try read(section, setting: setting, at: path)
    return (read.value, read.resolved)
  }
}
