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
  /// Positions of training images that neither clients nor defender get, as the file says; an attack
  /// may withhold more.
  package internal(set) var withheld: [Int]
  package let model: Model
  package let training: TrainingOptions
  package internal(set) var federation: FederationOptions
  /// Nil in an honest federation.
  package internal(set) var attack: AttackPlan?
  /// Stages of the catalog, in order; empty for plain averaging.
  package internal(set) var defense: [NamedOptions]
  /// Nil when nothing follows the last round.
  package internal(set) var postTraining: PostTrainingPlan?
  /// The test sets are scored every so many rounds, and after the last.
  package internal(set) var evaluateEvery: Int
  /// Whether an attacked federation is run once more with every client honest.
  package internal(set) var asksForCleanTwin: Bool

  /// How many clients take part in a round.
  package var clientsPerRound: Int { federation.clientsPerRound ?? clients }

  /// The experiment as coordinator, defense and honest clients get it.
  ///
  /// - Parameter withheld: positions of training images that they must do without; which of them the
  ///   attack asked for is not to be seen.
  /// - Returns: an experiment that gives the same partition.
  package func withoutAttack(withholding withheld: [Int] = []) -> Experiment {
    var sealed = self
    sealed.attack = nil
    sealed.tree["attack"] = nil
    // Only an attacked federation has something to be compared with.
    sealed.asksForCleanTwin = false
    sealed.tree["evaluation"]?["clean_twin"] = false
    sealed.withheld = Set(self.withheld + withheld).sorted()
    sealed.tree["partition"]?["withheld"] = .array(sealed.withheld.map { .int($0) })
    return sealed
  }

  /// The experiment with every client honest, as it is run beside the attacked one: the port and the
  /// processes of that one are taken, and neither changes a result.
  package func cleanTwin() -> Experiment {
    var twin = withoutAttack()
    twin.federation.transport = "ipc"
    twin.federation.processes = .auto
    twin.tree["federation"]?["transport"] = "ipc"
    twin.tree["federation"]?["processes"] = "auto"
    return twin
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
    open.asksForCleanTwin = false
    open.tree["evaluation"] = ["every": 1, "clean_twin": false]
    if let plan = postTraining?.withoutSteps() {
      open.postTraining = plan
      open.tree["post_training"] = plan.resolved
    }
    return open
  }
}
