package import Networks
package import Randomness
package import Tensors

/// What a client is asked to do in one round.
package struct ClientTask: Sendable {
  /// The global model.
  package let global: ModelState
  /// The client's id.
  package let client: Int
  /// Counts from 1.
  package let round: Int
  /// Reads what the server told of the round; honest clients have no use for it.
  package let announcement: @Sendable () throws -> RoundAnnouncement
  /// The client's own images.
  package let images: any LabeledImages
  /// How honest clients train.
  package let training: TrainingOptions
  /// This client's numbers in this round.
  package let random: RandomStream

  package init(
    global: ModelState, client: Int, round: Int,
    announcement: @autoclosure @escaping @Sendable () throws -> RoundAnnouncement,
    images: any LabeledImages, training: TrainingOptions, random: RandomStream
  ) {
    self.global = global
    self.client = client
    self.round = round
    self.announcement = announcement
    self.images = images
    self.training = training
    self.random = random
  }

  /// The numbers of a client in a round.
  ///
  /// - Parameters:
  ///   - client: its id.
  ///   - round: counts from 1.
  ///   - root: the run's root stream.
  /// - Returns: the parent of everything the client draws in the round.
  package static func stream(of client: Int, round: Int, root: RandomStream) -> RandomStream {
    root.stream(for: "client", .number(client), "round", .number(round))
  }
}

/// What a client does with its tasks.
package protocol ClientBehavior: Sendable {
  /// The update that the client submits.
  ///
  /// - Parameters:
  ///   - task: the round's task.
  ///   - network: lent for the call; its parameters are overwritten.
  /// - Returns: the update, in model-parameter order, with what the client says of it.
  /// - Throws: what training throws.
  func update(_ task: ClientTask, network: Network) throws -> TrainingOutcome
}

/// Trains on the client's images, as asked.
package struct HonestBehavior: ClientBehavior {
  package init() {}

  package func update(_ task: ClientTask, network: Network) throws -> TrainingOutcome {
    try LocalTraining(task.training).run(
      network, from: task.global, on: task.images, random: task.random)
  }
}

/// Attacks in the rounds of the attack's schedule, and is honest to the last bit in all others.
package struct MaliciousBehavior: ClientBehavior {
  package let schedule: AttackSchedule
  package let attack: any Attack
  private let clones: (clones: SybilClones, context: AttackContext)?

  /// A malicious client.
  ///
  /// - Parameters:
  ///   - schedule: the rounds of attack.
  ///   - attack: what it does in them.
  ///   - clones: where all malicious clients of a round submit the same; nil if they do not.
  package init(
    schedule: AttackSchedule, attack: any Attack,
    clones: (clones: SybilClones, context: AttackContext)? = nil
  ) {
    self.schedule = schedule
    self.attack = attack
    self.clones = clones
  }

  package func update(_ task: ClientTask, network: Network) throws -> TrainingOutcome {
    guard schedule.isActive(round: task.round) else {
      return try HonestBehavior().update(task, network: network)
    }
    guard let clones else { return try attack.update(task, network: network) }
    return try clones.clones.update(task, network: network, of: attack, context: clones.context)
  }
}
