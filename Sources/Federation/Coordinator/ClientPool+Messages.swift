import Experiments
import Kernels
import Messaging
import Networks
import Protocol
import RunStore
import Tensors

extension ClientPool {
  /// Deals with whatever the router reports.
  func receive(_ event: EndpointEvent) {
    switch event {
    case .message(let arrived):
      guard let peer = arrived.peer else { return }
      do {
        try receive(Message.decode(arrived.frames, limits: settings.limits), from: peer)
      } catch let error as ProtocolError {
        refusals.count(error.category)
      } catch {
        refusals.count("\(error)")
      }
    case .refused: refusals.count("frame count")
    case .link(.handshakeFailed): refusals.count("handshake")
    case .link, .failed: break
    }
    dispatch()
  }

  private func receive(_ message: Message, from peer: PeerIdentity) throws(Refusal) {
    guard message.runID == settings.runID else { throw Refusal("run") }
    if case .hello(let hello, let clients) = message {
      return try welcome(hello, clients, at: peer)
    }
    guard let seat = seatOfPeer[peer] else { throw Refusal("before hello") }
    seats[seat].lastHeard = clock.now
    switch message {
    case .update(let update, let payload):
      try accept(update, payload, from: seat)
    case .declined(let declined): try accept(declined, from: seat)
    case .scores(let scores): try accept(scores, from: seat)
    case .ping(let ping): post(.pong(ping.answer), to: seat)
    default: break
    }
  }

  /// Lets a process in that proves to be the one that was started for its seat.
  private func welcome(
    _ hello: Hello, _ clients: ClientList, at peer: PeerIdentity
  ) throws(Refusal) {
    guard seats.indices.contains(hello.process) else { throw Refusal("process") }
    let seat = seats[hello.process]
    guard hello.token == seat.token else { throw Refusal("token") }
    guard seat.state == .starting else { throw Refusal("second hello") }
    guard let (ids, sampleCounts) = try? clients.read(from: .hello), ids == seat.clients else {
      throw Refusal("clients")
    }
    guard hello.parameters == settings.parameterCount else { throw Refusal("model") }
    guard sampleCounts == seat.clients.map({ settings.sampleCounts[$0] }) else {
      throw Refusal("sample counts")
    }
    seats[hello.process].peer = peer
    seatOfPeer[peer] = hello.process
    seats[hello.process].state = .ready
    seats[hello.process].lastHeard = clock.now
    post(
      .welcome(
        Welcome(
          runID: settings.runID, experiment: settings.experiment,
          heartbeatInterval: settings.heartbeat.inSeconds)), to: hello.process)
  }

  // MARK: - Answers

  /// The job that a process has in hand, if a message answers it.
  private func answered(
    by seat: Int, round: Int, _ matches: (Job.Work) -> Bool
  ) throws(Refusal) -> (assignment: Seat.Assignment, batch: Int) {
    guard batches.contains(where: { $0.request.round == round }) else { throw Refusal("round") }
    for assignment in seats[seat].inHand {
      if let index = index(of: assignment.batch), batches[index].request.round == round,
        matches(batches[index].jobs.jobs[assignment.job].work)
      {
        return (assignment, index)
      }
    }
    throw Refusal("not what was asked for")
  }

  private func accept(
    _ update: TrainingUpdate, _ payload: ModelPayload, from seat: Int
  ) throws(Refusal) {
    let (job, batch) = try answered(by: seat, round: update.round) {
      $0 == .train(client: update.client)
    }
    traffic.up += (payload.parameters.count + payload.buffers.count) * 4
    guard update.sampleCount == settings.sampleCounts[update.client] else {
      finish(job, of: seat, .dropped(reason: "sample count"))
      throw Refusal("sample counts")
    }
    let isFinite = batches[batch].jobs.withRow(of: job.job) { row in
      payload.parameters.copyFloats(into: &row)
      return Reductions.isFinite(row.span)
    }
    let buffers = payload.buffers.floats()
    guard isFinite, Reductions.isFinite(buffers.span) else {
      finish(job, of: seat, .dropped(reason: "non-finite update"))
      throw Refusal("non-finite")
    }
    guard settings.bufferLayout.hasPossibleVariances(buffers) else {
      finish(job, of: seat, .dropped(reason: "a negative variance"))
      throw Refusal("negative variance")
    }
    // Before the outcome, after which work may be given out that builds on it.
    settings.observer?(update.round, update.client, payload.parameters)
    finish(
      job, of: seat,
      .update(sampleCount: update.sampleCount, buffers: buffers, seconds: update.seconds))
  }

  private func accept(_ declined: Declined, from seat: Int) throws(Refusal) {
    let job = try answered(by: seat, round: declined.round) { work in
      if case .train(declined.client) = work { true } else { false }
    }.assignment
    finish(job, of: seat, .dropped(reason: "declined: \(declined.reason)"))
  }

  private func accept(_ scores: Scores, from seat: Int) throws(Refusal) {
    let (job, batch) = try answered(by: seat, round: scores.round) { work in
      if case .score(scores.shard, _) = work { true } else { false }
    }
    guard case .score(_, let range) = batches[batch].jobs.jobs[job.job].work,
      scores.clean.count == range.count,
      (scores.triggered == nil) == (batches[batch].request.goal == nil),
      (scores.triggered?.count ?? 0) <= range.count
    else {
      finish(job, of: seat, .dropped(reason: "impossible scores"))
      throw Refusal("impossible scores")
    }
    finish(
      job, of: seat,
      .scores(
        clean: EvaluationScore(scores.clean),
        triggered: scores.triggered.map(EvaluationScore.init)))
  }
}

extension EvaluationScore {
  /// A tally from the wire; a loss that was not finite counts as none.
  fileprivate init(_ tally: Scores.Tally) {
    self.init(
      count: tally.count, correct: tally.correct, trulyCorrect: tally.trulyCorrect,
      lossSum: tally.lossSum ?? .infinity)
  }
}

extension ParameterLayout {
  /// Whether no running variance is negative, which would turn every later score into NaN.
  fileprivate func hasPossibleVariances(_ buffers: [Float]) -> Bool {
    entries.allSatisfy { entry in
      entry.kind != .runningVariance || buffers[entry.range].allSatisfy { $0 >= 0 }
    }
  }
}

/// Why a peer's message was refused, in a word or two.
struct Refusal: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
