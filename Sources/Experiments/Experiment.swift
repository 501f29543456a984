import Aggregation
package import Attacks
package import Networks
package import Options
package import PostTraining

/// One experiment, checked and with every default filled in.
///
/// Made by `ExperimentReader`. What a part of the program must not know is left out of the value it
/// gets, as by `withoutAttack`.
package struct Experiment: Sendable {
  /// The whole experiment as a tree, every default written out; writing it as YAML gives a file
  /// that repeats the run.
  package var tree: OptionValue

  /// Goes into the run's name.
  package let name: String
  /// The only source of randomness.
  package let seed: Int
  /// A data set of the catalog and its options.
  package let dataset: NamedOptions
  /// A partitioner of the catalog and its options, without the number of clients.
  package let partition: NamedOptions
  /// The number of clients.
  package let clients: Int
  package let model: Model
  package let training: TrainingOptions
  package let federation: FederationOptions
  /// Nil in an honest federation.
  package internal(set) var attack: AttackPlan?
  /// Stages of the catalog, in order; empty for plain averaging.
  package internal(set) var defense: [NamedOptions]
  /// Nil when nothing follows the last round.
  package internal(set) var postTraining: PostTrainingPlan?
  /// The test sets are scored every so many rounds, and after the last.
  package internal(set) var evaluateEvery: Int

  /// How many clients take part in a round.
  package var clientsPerRound: Int { federation.clientsPerRound ?? clients }

  /// The experiment as coordinator, defense and honest clients get it.
  package func withoutAttack() -> Experiment {
    var sealed = self
    sealed.attack = nil
    sealed.tree["attack"] = nil
    return sealed
  }

  /// The experiment as malicious clients get it: with their attack, and with what the server does
  /// against it only if the threat model gives that away.
  package func asAttackersKnowIt() -> Experiment {
    attack?.isDefenseKnown == true ? self : withoutDefense()
  }

  /// The experiment without what the server keeps to itself: its defense, its repairs, and when it
  /// measures.
  ///
  /// How many clean samples the defender holds stays: it decides who has which images.
  package func withoutDefense() -> Experiment {
    var open = self
    open.defense = []
    open.tree["defense"] = []
    open.evaluateEvery = 1
    open.tree["evaluation"] = ["every": 1]
    if let plan = postTraining?.withoutSteps() {
      open.postTraining = plan
      open.tree["post_training"] = plan.resolved
    }
    return open
  }
}
