import Attacks
package import Messaging
package import Protocol
import RunStore

extension ClientPool {
  /// Sends a job of a batch to the process of a seat, with the model unless the process holds it
  /// already.
  func send(_ job: Int, of index: Int, to seat: Int) throws {
    if firstTask == nil { firstTask = clock.now }
    let request = batches[index].request
    let holdsModel = seats[seat].modelVersion == request.model.version
    let model = holdsModel ? ModelPayload(parameters: .empty) : request.model.payload
    traffic.down += (model.parameters.count + model.buffers.count) * 4
    switch batches[index].jobs.jobs[job].work {
    case .train(let client):
      let attempt = batches[index].jobs.attempt(of: job) - 1
      let template = try batches[index].templates[holdsModel] ?? template(request, model)
      batches[index].templates[holdsModel] = template
      post(template.encode(client: client, attempt: attempt), to: seat)
    case .score(let shard, let range):
      let task = EvaluationTask(
        runID: settings.runID, round: request.round, shard: shard, model: request.model.version,
        elements: model.parameters.count, buffers: model.buffers.count, from: range.lowerBound,
        to: range.upperBound, trigger: try request.goal?.json())
      // A score has no deadline: what cannot be put into a message must end the job, not hang it.
      post(try Message.evaluate(task, model).encode(), to: seat)
    }
    seats[seat].modelVersion = request.model.version
  }

  /// The tasks of a batch that trains.
  private func template(
    _ request: WorkRequest, _ model: ModelPayload
  ) throws(ProtocolError) -> TaskTemplate {
    guard let told = request.announcement else {
      preconditionFailure("a batch of round \(request.round) that only scores is to train")
    }
    let task = TrainingTask(
      runID: settings.runID, round: request.round, client: 0, model: request.model.version,
      elements: model.parameters.count, buffers: model.buffers.count,
      participants: request.participants.count,
      weighting: told.weighting == .samples ? .samples : .uniform,
      serverLearningRate: told.serverLearningRate)
    return try TaskTemplate(task, model, request.participants)
  }

  /// Puts a message on its way to the process of a seat.
  ///
  /// A process that cannot be reached is noticed by its exit or its silence.
  func post(_ message: Message, to seat: Int) {
    do {
      post(try message.encode(), to: seat)
    } catch {
      refusals.count("not sent: \(error)")
    }
  }

  private func post(_ frames: WireFrames, to seat: Int) {
    guard let peer = seats[seat].peer else { return }
    do {
      let frames = try frames.transportFrames()
      try endpoint.assumeIsolated { try $0.sendNow(OutboundMessage(to: peer, frames: frames)) }
    } catch {
      refusals.count("not sent: \(error)")
    }
  }
}

extension WireFrames {
  /// The frames for a socket; a payload that already is in a frame is shared, not copied.
  ///
  /// - Throws: `TransportError.system` when there is no memory for them.
  package func transportFrames() throws(TransportError) -> [Frame] {
    var frames = [try Frame(head), try Frame(header)]
    for payload in payloads { frames.append(try payload.frame()) }
    return frames
  }
}

extension Payload {
  /// The bytes in a frame; those that already are in one are shared, not copied.
  ///
  /// - Throws: `TransportError.system` when there is no memory for them.
  func frame() throws(TransportError) -> Frame {
    let bytes = self.bytes
    // The type first: a cast to a class would box a value of any other type just to fail.
    if type(of: bytes) == Frame.self, let frame = bytes as? Frame { return frame }
    return try bytes.withBytes { (span) throws(TransportError) in try Frame(copying: span) }
  }
}

// A received frame is a payload as it stands.
extension Frame: PayloadBytes {}
