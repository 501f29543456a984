import Networks
package import Options

extension AttackPlan {
  /// The keys of an attack's section: what all attacks have in common, then the attack's own.
  package static func schema(of attack: any Attack.Type) -> OptionSchema {
    OptionSchema(
      MaliciousSelection.fields
        + [
          .init(
            "schedule", .any, default: ["kind": "continuous"],
            "the rounds of attack: continuous, single-shot { round }, window { from, to, every } or fixed-frequency { every }"
          )
        ] + (attack.poisonsData ? Poisoning.fields : [])
        + [.optional("training", .any, "the attacker's own training; the rest is as for everyone")]
        + attack.schema.fields)
  }

  /// Reads an attack's section.
  ///
  /// - Parameters:
  ///   - section: the mapping under `attack`.
  ///   - setting: what it must go together with.
  ///   - path: where the section stands in its document, for messages.
  /// - Returns: the plan.
  /// - Throws: `OptionError` for unknown keys, values of a wrong kind or range, and for what the
  ///   setting makes impossible: a trigger larger than the images, a class or client that does not
  ///   exist.
  package static func read(
    _ section: OptionValue, setting: AttackSetting, at path: OptionPath = ["attack"]
  ) throws(OptionError) -> AttackPlan {
    let named = try NamedOptions(section, known: AttackCatalog.names, at: path)
    let type = try AttackCatalog.find(named.name, at: path)
    let checked = try schema(of: type).resolve(named.options, at: path)
    let schedule = try AttackSchedule.read(
      checked["schedule"] ?? .null, at: path + ["schedule"])
    let training = TrainingOverrides(checked["training"] ?? .null)
    try training.merged(over: setting.training, at: path + ["training"]).augmentation?
      .check(setting.shape, at: path + ["training", "augmentation"])
    let poisoning =
      type.poisonsData
      ? try Poisoning.read(
        checked, shape: setting.shape, classCount: setting.classCount, at: path) : nil

    var resolved = checked
    resolved["schedule"] = schedule.resolved
    for member in poisoning?.resolved ?? [] { resolved[member.key] = member.value }
    return AttackPlan(
      name: named.name,
      selection: try .read(checked, clientCount: setting.clientCount, at: path),
      schedule: schedule.value, poisoning: poisoning?.value, training: training,
      options: .object(type.schema.keys.map { .init($0, checked[$0] ?? .null) }),
      resolved: named.with(resolved))
  }
}
