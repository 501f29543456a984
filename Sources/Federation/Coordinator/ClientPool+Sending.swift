import Attacks
package import Messaging
package import Protocol
import RunStore

extension ClientPool {
  /// Sends a job to the process of a seat, with the model unless the process holds it already.
  func send(_ job: Job, attempt: Int, _ request: WorkRequest, to seat: Int) throws {
    if firstTask == nil { firstTask = clock.now }
    let holdsModel = seats[seat].modelVersion == request.model.version
    seats[seat].modelVersion = request.model.version
    let elements = holdsModel ? 0 : request.model.elements
    if !holdsModel { traffic.down += elements * 4 }
    let payload = holdsModel ? .empty : request.model.payload
    switch job.work {
    case .train(let client):
      guard let told = request.announcement else {
        preconditionFailure("client \(client) is to train in a batch that only scores")
      }
      let task = TrainingTask(
        runID: settings.runID, round: request.round, client: client, attempt: attempt - 1,
        model: request.model.version, elements: elements,
        participants: request.participants.count,
        weighting: told.weighting == .samples ? .samples : .uniform,
        serverLearningRate: told.serverLearningRate)
      post(.task(task, ModelPayload(parameters: payload), request.participants), to: seat)
    case .score(let shard, let range):
      let task = EvaluationTask(
        runID: settings.runID, round: request.round, shard: shard, model: request.model.version,
        elements: elements, from: range.lowerBound, to: range.upperBound,
        trigger: try request.trigger?.json())
      post(.evaluate(task, ModelPayload(parameters: payload)), to: seat)
    }
  }

  /// Puts a message on its way to the process of a seat.
  ///
  /// A process that cannot be reached is noticed by its exit or its silence.
  func post(_ message: Message, to seat: Int) {
    guard let peer = seats[seat].peer else { return }
    do {
      let frames = try message.encode().transportFrames()
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
    for payload in payloads {
      let bytes = payload.bytes
      // The type first: a cast to a class would box a value of any other type just to fail.
      if type(of: bytes) == Frame.self, let frame = bytes as? Frame {
        frames.append(frame)
      } else {
        frames.append(
          try bytes.withBytes { (span) throws(TransportError) in try Frame(copying: span) })
      }
    }
    return frames
  }
}

// A received frame is a payload as it stands.
extension Frame: PayloadBytes {}
