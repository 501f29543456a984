package import Aggregation
import Attacks
import Digests
package import Experiments
import Foundation
import Networks
package import Options
package import RunStore
package import Tensors

/// The server of the federation: samples, collects, defends, steps.
///
/// It is made without the experiment's attack and learns nothing of who is malicious: clients that a
/// round must have reach its sampler without a reason.
package struct Coordinator {
  private let experiment: Experiment
  private let pool: ClientPool
  private let sampler: ClientSampler
  private let sampleCounts: [Int]
  private let hostsOfClient: [[Int]]
  private var pipeline: DefensePipeline
  private var server: any ServerStepping
  /// The global model.
  package private(set) var state: ModelState
  /// The global model as it goes to the processes.
  package private(set) var model: SharedModel

  /// A coordinator before its first round.
  ///
  /// - Parameters:
  ///   - experiment: without its attack.
  ///   - pool: started.
  ///   - sampler: draws the clients of each round.
  ///   - sampleCounts: the number of training images of each client.
  ///   - hosts: the clients of each process.
  /// - Throws: `OptionError` for stages that do not exist.
  package init(
    _ experiment: Experiment, pool: ClientPool, sampler: ClientSampler, sampleCounts: [Int],
    hosts: [[Int]]
  ) throws {
    precondition(experiment.attack == nil, "the coordinator must not be told of the attack")
    self.experiment = experiment
    self.pool = pool
    self.sampler = sampler
    self.sampleCounts = sampleCounts
    var hostsOfClient = Array(repeating: [Int](), count: experiment.clients)
    for (host, clients) in hosts.enumerated() {
      for client in clients { hostsOfClient[client].append(host) }
    }
    self.hostsOfClient = hostsOfClient
    pipeline = try DefensePipeline(experiment.defense.map { .init($0.name, $0.options) })
    server = try ServerOptimizers.make(
      experiment.federation.serverOptimizer, options: experiment.federation.serverOptions,
      parameterCount: experiment.model.parameterCount)
    state = experiment.initialModel()
    model = try SharedModel(state, version: 0)
  }

  /// What each stage of the defense consumes beyond the updates.
  package var defenseKnowledge: [StageKnowledge] { pipeline.knowledge }

  // MARK: - Rounds

  /// Runs one round.
  ///
  /// - Parameter round: counted from 1.
  /// - Returns: the round's row, without scores and detection.
  /// - Throws: `FederationError.interrupted`.
  package mutating func run(round: Int) async throws -> RoundRecord {
    let clients = sampler.sample(round: round)
    var record = RoundRecord(round: round, sampled: clients)
    let clock = ContinuousClock()
    let start = clock.now

    let batch = try await train(clients, round: round)
    record.seconds.train = (clock.now - start).inSeconds
    let received = record.sort(batch.outcomes, of: clients)
    record.seconds.perSample = secondsPerSample(batch.outcomes)

    let aggregation = clock.now
    if received.count >= experiment.federation.minimumUpdates {
      try aggregate(batch, rows: received, &record)
    } else {
      record.notes.append(
        "\(received.count) updates, fewer than \(experiment.federation.minimumUpdates): "
          + "the model stays as it is")
    }
    await pool.recycle(batch.takeUpdates())
    model = try SharedModel(state, version: round)
    record.seconds.aggregate = (clock.now - aggregation).inSeconds
    record.modelDigest = state.digest
    return record
  }

  private func train(_ clients: [Int], round: Int) async throws -> JobBatch {
    let announcement = RoundAnnouncement(
      round: round, participants: clients, participantSamples: clients.map { sampleCounts[$0] },
      weighting: experiment.federation.weighting == .samples ? .samples : .uniform,
      serverLearningRate: server.learningRate)
    let jobs = clients.map {
      Job(.train(client: $0), hosts: hostsOfClient[$0], size: sampleCounts[$0])
    }
    return try await pool.perform(
      jobs,
      on: WorkRequest(round: round, model: model, announcement: announcement),
      deadline: experiment.federation.deadline)
  }

  /// What an image took in an epoch, in the mean over all images that were trained on.
  private func secondsPerSample(_ outcomes: [JobOutcome]) -> Double? {
    var (time, samples) = (0.0, 0)
    for case .update(let sampleCount, _, let seconds) in outcomes {
      time += seconds
      samples += sampleCount * experiment.training.localEpochs
    }
    return samples > 0 ? time / Double(samples) : nil
  }

  private mutating func aggregate(
    _ batch: JobBatch, rows: [Int], _ record: inout RoundRecord
  ) throws {
    let view = try RoundView(
      updates: batch.updates, rows: rows, clients: record.received,
      sampleCounts: record.received.map { sampleCounts[$0] }, global: state.parameters,
      layout: experiment.model.layout, round: record.round,
      weighting: experiment.federation.weighting, random: experiment.root)
    do {
      let result = try pipeline.aggregate(view)
      record.verdicts = result.verdicts
      record.notes += result.notes.map { "\($0.stage): \($0.text)" }
      try server.apply(result.aggregate, to: &state.parameters)
      averageBuffers(batch.outcomes, rows: rows, of: record.received, accepted: result.accepted)
    } catch {
      // Enough were sampled; some did not answer. The next round may do better.
      record.notes.append("\(error): the model stays as it is")
    }
  }

  /// Takes the weighted mean of the accepted clients' running statistics, whatever the defense does
  /// with their updates; without any, they stay as they are.
  private mutating func averageBuffers(
    _ outcomes: [JobOutcome], rows: [Int], of clients: [Int], accepted: [Int]
  ) {
    guard !state.buffers.isEmpty, !accepted.isEmpty else { return }
    var sums = Array(repeating: 0.0, count: state.buffers.count)
    var weights = 0.0
    for (row, client) in zip(rows, clients) where accepted.contains(client) {
      guard case .update(let sampleCount, let buffers, _) = outcomes[row] else { continue }
      let weight = experiment.federation.weighting == .samples ? Double(sampleCount) : 1
      weights += weight
      for (index, value) in buffers.enumerated() { sums[index] += weight * Double(value) }
    }
    if weights > 0 { state.buffers = sums.map { Float($0 / weights) } }
  }

  // MARK: - Checkpoints

  /// The history of stages and server optimizer, for a checkpoint.
  package func history() throws -> OptionValue {
    [
      "defense": .string(String(decoding: try pipeline.savedHistory(), as: UTF8.self)),
      "server": .string(String(decoding: try server.savedHistory(), as: UTF8.self)),
    ]
  }

  /// Goes on from a checkpoint.
  package mutating func restore(_ checkpoint: Checkpoint) throws {
    state = checkpoint.model
    model = try SharedModel(state, version: checkpoint.round)
    if case .string(let text)? = checkpoint.history["defense"] {
      try pipeline.restore(history: Data(text.utf8))
    }
    if case .string(let text)? = checkpoint.history["server"] {
      try server.restore(history: Data(text.utf8))
    }
  }
}

extension RoundRecord {
  /// Sorts a batch's outcomes into received and dropped.
  ///
  /// - Parameters:
  ///   - outcomes: in the order of `clients`.
  ///   - clients: the sampled ones, rising.
  /// - Returns: the positions of those received.
  fileprivate mutating func sort(_ outcomes: [JobOutcome], of clients: [Int]) -> [Int] {
    var rows: [Int] = []
    for (row, outcome) in outcomes.enumerated() {
      switch outcome {
      case .update:
        received.append(clients[row])
        rows.append(row)
      case .dropped(let reason): dropped.append(Drop(client: clients[row], reason: reason))
      case .scores: preconditionFailure("client \(clients[row]) was asked to train, not to score")
      }
    }
    return rows
  }
}
