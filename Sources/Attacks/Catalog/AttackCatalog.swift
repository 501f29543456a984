package import Options

/// The attacks that exist.
package enum AttackCatalog {
  package static let all: [any Attack.Type] = [
    PoisonedClient<BadNetsPoisoning>.self,
    PoisonedClient<DistributedBackdoorPoisoning>.self,
    PoisonedClient<LabelFlipPoisoning>.self,
    PoisonedClient<CleanLabelPoisoning>.self,
    PoisonedClient<SemanticPoisoning>.self,
    PoisonedClient<EdgeCasePoisoning>.self,
    PoisonedClient<LearnedPatchPoisoning>.self,
    PoisonedClient<HiddenTriggerPoisoning>.self,
    ModelReplacement.self,
    ConstrainAndScale.self,
    TrainAndScale.self,
    ProjectedGradient.self,
    Neurotoxin.self,
    AlternatingMinimization.self,
    Trojan.self,
    DataFree.self,
    AdaptiveBackdoor.self,
    SignFlip.self,
    GaussianUpdate.self,
    ConstantUpdate.self,
    NonFiniteUpdate.self,
    InnerProductManipulation.self,
    OptIPM.self,
    ALittleIsEnough.self,
    OptALIE.self,
    FangAttack.self,
    MinMax.self,
    MinSum.self,
    Mimic.self,
    FreeRider.self,
  ]

  package static var names: [String] { all.map { $0.name } }

  /// The attack called `name`.
  package static func find(_ name: String, at path: OptionPath) throws(OptionError)
    -> any Attack.Type
  {
    try PlugIns.find(name, in: all, at: path + ["name"]) { $0.name }
  }
}
