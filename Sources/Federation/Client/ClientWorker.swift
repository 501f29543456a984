import Attacks
import Datasets
import Experiments
import Kernels
import Messaging
import Networks
import Options
import Randomness
import Tensors

/// The computing half of a client process: trains for the clients it hosts and scores test images.
///
/// It holds one network, lent to one client after the other; clients share nothing else.
actor ClientWorker {
  private let experiment: Experiment
  private let data: ExperimentData
  private let network: Network
  private let behavior: any ClientBehavior
  private let clients: Set<Int>
  /// The global model that the process got last.
  var model: (version: Int, state: ModelState)?
  /// Training blocks its thread, which must not be one that messages wait for.
  private let executor: ThreadExecutor

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }

  /// Loads the data and makes the network.
  ///
  /// - Parameters:
  ///   - experiment: with its attack section in malicious processes only.
  ///   - clients: those it works for.
  ///   - malicious: all malicious clients; empty in honest processes.
  ///   - adversary: where those meet; nil in honest processes.
  ///   - backend: whose arithmetic to use.
  /// - Throws: `ExperimentError`, `KernelError`.
  init(
    _ experiment: Experiment, clients: [Int], malicious: [Int], adversary: (any Adversary)?,
    backend: any Backend
  ) throws {
    self.experiment = experiment
    self.clients = Set(clients)
    executor = try ThreadExecutor(name: "muster-compute")
    data = try ExperimentData(experiment)
    network = try Network(
      experiment.model, backend: backend, normalization: data.dataset.normalization)
    if let attack = experiment.attack, let adversary {
      let data = data
      behavior = attack.behavior(
        AttackContext(
          malicious: malicious, random: experiment.root,
          adversary: adversary,
          defense: attack.isDefenseKnown ? try DeclaredDefense(experiment) : nil,
          withheld: data.attackersImages,
          images: { data.images(of: $0) }))
    } else {
      behavior = HonestBehavior()
    }
  }

  /// The numbers of training images of some clients.
  func sampleCounts(of clients: [Int]) -> [Int] {
    clients.map { data.partition.clients[$0].count }
  }

  /// Whether a client is one of those it works for.
  func hosts(_ client: Int) -> Bool { clients.contains(client) }

  /// One client's update in one round.
  func train(
    client: Int, round: Int, global: ModelState,
    announcement: @autoclosure @escaping @Sendable () throws -> RoundAnnouncement
  ) throws -> TrainingOutcome {
    let task = ClientTask(
      global: global, client: client, round: round, announcement: try announcement(),
      images: data.images(of: client), training: experiment.training,
      random: ClientTask.stream(of: client, round: round, root: experiment.root))
    return try behavior.update(task, network: network)
  }

  /// A model's scores on a stretch of the test images.
  ///
  /// - Parameters:
  ///   - model: whichever.
  ///   - range: positions in the test set.
  ///   - goal: what the attacker hopes for; nil for the clean score alone.
  /// - Returns: the score of the clean images and that of those the attacker cares for.
  /// - Throws: `KernelError`; `ExperimentError.data` for positions that the set does not have.
  func score(
    _ model: ModelState, range: Range<Int>, goal: ScoringGoal?
  ) throws -> (clean: EvaluationScore, triggered: EvaluationScore?) {
    let images = data.dataset.test
    guard range.upperBound <= images.count else {
      throw ExperimentError.data("a shard ends at \(range.upperBound) of \(images.count) images")
    }
    try network.load(model)
    let size = EvaluationShards.batchSize
    let clean = try network.evaluate(images, range: range, batchSize: size)
    let triggered = try goal.map {
      try network.evaluate(
        $0.images(of: data.attacked, dataset: experiment.dataset.name, range: range),
        batchSize: size)
    }
    return (clean, triggered)
  }
}
