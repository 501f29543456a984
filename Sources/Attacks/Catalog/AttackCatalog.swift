package import Options

/// The attacks that exist.
package enum AttackCatalog {
  package static let all: [any Attack.Type] = [
    PoisonedClient<BadNetsPoisoning>.self,
    PoisonedClient<LearnedPatchPoisoning>.self,
    PoisonedClient<HiddenTriggerPoisoning>.self,
    ModelReplacement.self,
  ]

  package static var names: [String] { all.map { $0.name } }

  /// The attack called `name`.
  package static func find(_ name: String, at path: OptionPath) throws(OptionError)
    -> any Attack.Type
  {
    try PlugIns.find(name, in: all, at: path + ["name"]) { $0.name }
  }
}
