import Attacks
import Experiments
import Foundation
import Messaging
import Networks
import Protocol

/// The talking half of a client process: says hello, answers questions at once, hands work to the
/// worker.
struct ClientSession {
  private let assignment: ClientAssignment
  private let worker: ClientWorker
  private let parameterCount: Int

  /// A session that is not connected yet.
  init(_ assignment: ClientAssignment, worker: ClientWorker, parameterCount: Int) {
    self.assignment = assignment
    self.worker = worker
    self.parameterCount = parameterCount
  }

  /// Joins the federation and works until the coordinator says goodbye or the connection's process
  /// ends.
  ///
  /// - Parameter address: where the coordinator listens.
  /// - Throws: `TransportError` when the socket fails.
  func run(_ address: Address) async throws {
    let context = try Context()
    let limits = WireLimits(elements: parameterCount, from: .coordinator)
    let endpoint = try Endpoint(
      .dealer,
      options: SocketOptions().limitingFrames(
        to: limits.maximumFrameBytes ?? 0, count: WireLimits.maximumFrames), context: context)
    try await endpoint.connect(to: address)
    try await send(.hello(hello()), over: endpoint)

    let (work, queue) = AsyncStream<Message>.makeStream()
    let computing = Task { await compute(work, endpoint) }
    for await event in endpoint.events {
      if case .failed(let error) = event { throw error }
      guard case .message(let arrived) = event,
        let message = try? Message.decode(arrived.frames, limits: limits),
        message.runID == assignment.runId
      else { continue }
      if case .goodbye = message { break }
      // A ping is answered while the worker computes.
      if case .ping(let ping) = message {
        try await send(.pong(ping.answer), over: endpoint)
      } else {
        queue.yield(message)
      }
    }
    // What is still being computed is for a run that has ended.
    queue.finish()
    computing.cancel()
    await endpoint.close()
  }

  // MARK: - Details

  private func hello() async -> Hello {
    await Hello(
      runID: assignment.runId, process: assignment.process, clients: assignment.clients,
      token: assignment.token, sampleCounts: worker.sampleCounts(of: assignment.clients),
      parameters: parameterCount, backend: assignment.backend,
      pid: Int(ProcessInfo.processInfo.processIdentifier))
  }

  /// Does tasks one after the other, in the order in which they come.
  private func compute(_ work: AsyncStream<Message>, _ endpoint: Endpoint) async {
    var model: (version: Int, parameters: [Float])?
    for await message in work {
      switch message {
      case .task(let task, let payload):
        if task.elements > 0 { model = (task.model, payload.parameters.floats()) }
        try? await send(await answer(task, model), over: endpoint)
      case .evaluate(let task, let payload):
        if task.elements > 0 { model = (task.model, payload.parameters.floats()) }
        guard let answer = await answer(task, model) else { continue }
        try? await send(answer, over: endpoint)
      default: continue
      }
    }
  }

  private func answer(
    _ task: TrainingTask, _ model: (version: Int, parameters: [Float])?
  ) async -> Message {
    func decline(_ reason: String) -> Message {
      .declined(
        Declined(
          runID: task.runID, round: task.round, client: task.client,
          reason: String(reason.prefix(1000))))
    }
    guard assignment.clients.contains(task.client) else { return decline("not one of mine") }
    guard let model, model.version == task.model else { return decline("no model to train") }
    let clock = ContinuousClock()
    let start = clock.now
    do {
      let outcome = try await worker.train(
        client: task.client, global: model.parameters,
        announcement: RoundAnnouncement(
          round: task.round, participants: task.participants,
          participantSamples: task.participantSamples,
          weighting: task.weighting == .samples ? .samples : .uniform,
          serverLearningRate: task.serverLearningRate))
      let update = TrainingUpdate(
        runID: task.runID, round: task.round, client: task.client,
        sampleCount: outcome.sampleCount, elements: outcome.update.count, trainLoss: outcome.loss,
        trainAccuracy: outcome.accuracy, seconds: (clock.now - start).inSeconds)
      return .update(update, ModelPayload(parameters: Payload(outcome.update)))
    } catch {
      return decline("\(error)")
    }
  }

  /// The scores of a shard; nothing when it cannot be scored, which the deadline or the log shows.
  private func answer(
    _ task: EvaluationTask, _ model: (version: Int, parameters: [Float])?
  ) async -> Message? {
    guard let model, model.version == task.model else { return nil }
    do {
      let scores = try await worker.score(
        model.parameters, range: task.from..<task.to,
        trigger: task.trigger.map { try ScoringTrigger(json: $0) })
      return .scores(
        Scores(
          runID: task.runID, round: task.round, shard: task.shard,
          clean: Scores.Tally(scores.clean),
          triggered: scores.triggered.map { Scores.Tally($0) }))
    } catch {
      FileHandle.standardError.write(Data("shard \(task.shard): \(error)\n".utf8))
      return nil
    }
  }

  private func send(_ message: Message, over endpoint: Endpoint) async throws {
    try await endpoint.send(OutboundMessage(frames: message.encode().transportFrames()))
  }
}

extension Scores.Tally {
  fileprivate init(_ score: EvaluationScore) {
    self.init(count: score.count, correct: score.correct, lossSum: score.lossSum)
  }
}
