package import Networks
package import Options
package import Randomness

/// The `attack` section of an experiment, checked: who attacks, when, and with what.
package struct AttackPlan: Sendable {
  /// What kind of attack it is.
  package let kind: any Attack.Type
  package let selection: MaliciousSelection
  package let schedule: AttackSchedule
  /// What the experiment grants the attackers.
  package let knowledge: AttackKnowledge
  /// Whether the attackers know the declared defense.
  package let isDefenseKnown: Bool
  /// `nil` for attacks that poison no data.
  package let poisoning: (any DataPoisoning)?
  package let training: TrainingOverrides
  /// `nil` where every malicious client submits an update of its own.
  package let sybils: SybilClones?
  /// The attack's own options, with every default written out.
  package let options: OptionValue
  /// The whole section, with every default written out.
  package let resolved: OptionValue

  /// The ids of the malicious clients, rising.
  ///
  /// - Parameters:
  ///   - clientCount: the number of all clients.
  ///   - random: the run's root stream.
  /// - Returns: ids in `0..<clientCount`.
  package func malicious(among clientCount: Int, random: RandomStream) -> [Int] {
    selection.ids(among: clientCount, random: random)
  }

  /// How the malicious clients behave.
  package func behavior(_ context: AttackContext) -> MaliciousBehavior {
    let kind = kind
    let attack: any Attack = make(kind, context)
    return MaliciousBehavior(
      schedule: schedule, attack: attack, clones: sybils.map { (clones: $0, context: context) })
  }

  // MARK: - Details

  private func make<A: Attack>(_ type: A.Type, _ context: AttackContext) -> any Attack {
    do {
      return A(options: try A.options(from: options), plan: self, context: context)
    } catch {
      preconditionFailure("the plan of '\(A.name)' was checked when it was made: \(error)")
    }
  }
}

/// The parts of an experiment that decide whether an attack is possible.
package struct AttackSetting: Sendable {
  /// The number of all clients.
  package let clientCount: Int
  /// The data set.
  package let images: PoisoningSetting
  /// How honest clients train.
  package let training: TrainingOptions
  /// What everybody trains; nil where only the section itself is looked at.
  package let model: Model?

  package init(
    clientCount: Int, images: PoisoningSetting, training: TrainingOptions, model: Model? = nil
  ) {
    self.clientCount = clientCount
    self.images = images
    self.training = training
    self.model = model
  }
}
