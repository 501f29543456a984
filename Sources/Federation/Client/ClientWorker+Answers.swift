import Attacks
import Experiments
import Foundation
import Networks
import Protocol
import Tensors

/// How tasks become answers.
extension ClientWorker {
  /// Does tasks one after the other, in the order in which they come.
  ///
  /// - Parameters:
  ///   - messages: tasks and evaluations, others are passed over; ends with the run.
  ///   - send: puts an answer on its way.
  func answer(_ messages: AsyncStream<Message>, send: (Message) async -> Void) async {
    for await message in messages {
      switch message {
      case .task(let task, let payload, let participants):
        keep(payload, version: task.model)
        await send(answer(task, participants))
      case .evaluate(let task, let payload):
        keep(payload, version: task.model)
        await send(answer(task))
      default: continue
      }
    }
  }

  // MARK: - Details

  /// Keeps the model that a message carries, if it carries one.
  private func keep(_ payload: ModelPayload, version: Int) {
    guard payload.parameters.count > 0 else { return }
    model = (
      version,
      ModelState(
        parameters: payload.parameters.floats(), buffers: payload.buffers.floats())
    )
  }

  /// The model of a version, which the process must have got last.
  private func state(version: Int) -> ModelState? {
    model?.version == version ? model?.state : nil
  }

  private func answer(_ task: TrainingTask, _ participants: ClientList) -> Message {
    func decline(_ reason: String) -> Message {
      .declined(
        Declined(
          runID: task.runID, round: task.round, client: task.client,
          reason: String(reason.prefix(1000))))
    }
    guard hosts(task.client) else { return decline("not one of mine") }
    guard let global = state(version: task.model) else { return decline("no model to train") }
    let clock = ContinuousClock()
    let start = clock.now
    do {
      let outcome = try train(
        client: task.client, round: task.round, global: global,
        announcement: RoundAnnouncement(task, participants))
      let update = TrainingUpdate(
        runID: task.runID, round: task.round, client: task.client,
        sampleCount: outcome.sampleCount, elements: outcome.update.count,
        buffers: outcome.buffers.count, trainLoss: outcome.loss, trainAccuracy: outcome.accuracy,
        seconds: (clock.now - start).inSeconds)
      return .update(
        update,
        ModelPayload(parameters: Payload(outcome.update), buffers: Payload(outcome.buffers)))
    } catch {
      return decline("\(error)")
    }
  }

  /// The scores of a shard.
  ///
  /// A process that cannot score ends, with the reason in its log: scores have no deadline, but a
  /// process that is gone is started again, and its job is lost after some attempts.
  private func answer(_ task: EvaluationTask) -> Message {
    do {
      guard let model = state(version: task.model) else {
        throw FederationError.noModel(version: task.model)
      }
      let scores = try score(
        model, range: task.from..<task.to,
        goal: task.trigger.map { try ScoringGoal(json: $0) })
      return .scores(
        Scores(
          runID: task.runID, round: task.round, shard: task.shard,
          clean: Scores.Tally(scores.clean),
          triggered: scores.triggered.map { Scores.Tally($0) }))
    } catch {
      FileHandle.standardError.write(Data("shard \(task.shard): \(error)\n".utf8))
      exit(EXIT_FAILURE)
    }
  }
}

extension RoundAnnouncement {
  /// What a task tells of its round.
  fileprivate init(_ task: TrainingTask, _ participants: ClientList) throws {
    let (ids, sampleCounts) = try participants.read(from: .task)
    self.init(
      round: task.round, participants: ids, participantSamples: sampleCounts,
      weighting: task.weighting == .samples ? .samples : .uniform,
      serverLearningRate: task.serverLearningRate)
  }
}

extension Scores.Tally {
  fileprivate init(_ score: EvaluationScore) {
    self.init(
      count: score.count, correct: score.correct, trulyCorrect: score.trulyCorrect,
      lossSum: score.lossSum)
  }
}
