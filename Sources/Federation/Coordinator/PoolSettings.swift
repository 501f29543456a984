package import Attacks
package import Protocol
package import RunStore
package import Tensors

/// What the pool of client processes must know of a run.
package struct PoolSettings: Sendable {
  package var runID: String
  /// The clients of each process; a client may be on several.
  package var hosts: [[Int]]
  /// The number of training images of each client, by id.
  package var sampleCounts: [Int]
  /// The number of parameters of the model.
  package var parameterCount: Int
  /// What the model keeps beside them.
  package var bufferLayout: ParameterLayout
  /// What the router accepts.
  package var limits: WireLimits {
    WireLimits(
      elements: parameterCount, buffers: bufferLayout.count, clients: sampleCounts.count,
      from: .client)
  }
  /// How many processes may compute at once: the number of cores.
  package var slots: Int
  /// How often processes are asked whether they are there.
  package var heartbeat: Duration
  /// How long a process may be silent before it is taken for dead.
  package var patience: Duration
  /// What a client must know of the experiment, as a JSON document, for those that join by
  /// themselves: neither the attack nor the defense.
  package var experiment: String
  /// Processes that are given work only once all work of the batch for others is done or dropped.
  package var lastHosts: Set<Int> = []
  /// Told of every update that is received, on the pool's thread: round, client, the bytes that
  /// arrived.
  package var observer: (@Sendable (Int, Int, Payload) -> Void)?

  package init(
    runID: String, hosts: [[Int]], sampleCounts: [Int], parameterCount: Int,
    bufferLayout: ParameterLayout = ParameterLayout(), slots: Int,
    heartbeat: Duration = .seconds(1), patience: Duration = .seconds(20), experiment: String
  ) {
    self.runID = runID
    self.hosts = hosts
    self.sampleCounts = sampleCounts
    self.parameterCount = parameterCount
    self.bufferLayout = bufferLayout
    self.slots = slots
    self.heartbeat = heartbeat
    self.patience = patience
    self.experiment = experiment
  }
}

/// What the jobs of a batch have in common.
package struct WorkRequest: Sendable {
  package let round: Int
  package let model: SharedModel
  /// For batches that train.
  package let announcement: RoundAnnouncement?
  /// The announcement's clients, in one buffer for the tasks of all of them.
  let participants: ClientList
  /// For batches that score what the attacker hopes for.
  package let goal: ScoringGoal?

  /// What a batch works on.
  ///
  /// - Throws: `TransportError` without memory.
  package init(
    round: Int, model: SharedModel, announcement: RoundAnnouncement? = nil,
    goal: ScoringGoal? = nil
  ) throws {
    participants = ClientList(
      payload: try ClientList(
        ids: announcement?.participants ?? [],
        sampleCounts: announcement?.participantSamples ?? []
      ).payload.shared())
    self.round = round
    self.model = model
    self.announcement = announcement
    self.goal = goal
  }

  package var isTraining: Bool { announcement != nil }
}

/// What happened in the pool during a round.
package struct PoolNews: Sendable {
  package let restarts: [RoundRecord.Restart]
  package let traffic: RoundRecord.Traffic
  package let refused: [String: Int]
}

/// Starts and ends the processes of the seats.
package protocol ClientLauncher: Sendable {
  /// Starts the process of a seat.
  ///
  /// - Parameters:
  ///   - seat: counted from 0.
  ///   - token: what the process says hello with.
  ///   - onExit: called once when the process has ended, with the way it did.
  /// - Throws: when the system cannot start it.
  func launch(
    _ seat: Int, token: String, onExit: @escaping @Sendable (String) async -> Void
  ) throws
  /// Kills the process of a seat, which then exits as any other does.
  func kill(_ seat: Int)
  /// Ends all processes and waits for them.
  func stopAll() async
}
