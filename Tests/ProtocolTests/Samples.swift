import Protocol

/// A message of every kind, with and without what may be left out.
enum Samples {
  static let model = ModelPayload(parameters: Payload([1, -0.5, 3e38, .nan, -.infinity, 0, -0.0]))
  static let normalized = ModelPayload(parameters: Payload([1, 2]), buffers: Payload([3, 4, 5]))

  static let hello = Hello(
    runID: "run", process: 2, clients: 2, token: "täken \"quoted\"", parameters: 7,
    backend: "portable", pid: 4711)
  static let update = TrainingUpdate(
    runID: "run", round: 1, client: 3, sampleCount: 60, elements: 7, trainLoss: 1.5,
    trainAccuracy: 0.5, seconds: 0.25)
  static let task = TrainingTask(
    runID: "run", round: 1, client: 3, model: 0, elements: 7, participants: 2,
    weighting: .samples, serverLearningRate: 0.1)
  static let participants = ClientList(ids: [1, 3], sampleCounts: [600, 500])
  static let evaluation = EvaluationTask(
    runID: "run", round: 1, shard: 0, model: 1, elements: 7, from: 0, to: 500,
    trigger: "{\"name\":\"patch\"}"
  )
  static let clean = Scores.Tally(count: 500, correct: 490, lossSum: 12.25)

  static let all: [Message] = [
    .hello(hello, ClientList(ids: [3, 1], sampleCounts: [600, 0])),
    .welcome(Welcome(runID: "run", experiment: "{\"seed\": 7}", heartbeatInterval: 2.5)),
    .task(task, model, participants),
    .task(
      TrainingTask(
        runID: "run", round: 9, client: 0, attempt: 2, model: 8, elements: 2, buffers: 3,
        participants: 1, weighting: .uniform, serverLearningRate: 1), normalized,
      ClientList(ids: [0], sampleCounts: [1])),
    .update(update, model),
    .update(
      TrainingUpdate(
        runID: "run", round: 1, client: 3, sampleCount: 60, elements: 2, buffers: 3,
        trainLoss: nil, trainAccuracy: 1, seconds: 0), normalized),
    .declined(Declined(runID: "run", round: 1, client: 3, reason: "no samples")),
    .evaluate(evaluation, model),
    .evaluate(
      EvaluationTask(
        runID: "run", round: 1, shard: 4, model: 1, elements: 2, buffers: 3, from: 500, to: 500),
      normalized),
    .scores(Scores(runID: "run", round: 1, shard: 0, clean: clean, triggered: nil)),
    .scores(
      Scores(
        runID: "run", round: 1, shard: 0, clean: clean,
        triggered: Scores.Tally(count: 400, correct: 0, lossSum: nil))),
    .scores(
      Scores(
        runID: "run", round: 1, shard: 0, clean: clean,
        triggered: Scores.Tally(count: 400, correct: 30, trulyCorrect: 350, lossSum: 2))),
    .ping(Ping(runID: "run", sequence: 7)),
    .pong(Ping(runID: "run", sequence: 7).answer),
    .goodbye(Goodbye(runID: "run", reason: "the run is complete")),
  ]
}

extension WireFrames {
  /// The frames as they arrive: bytes that have forgotten what they were.
  var received: [[UInt8]] {
    all.map { frame in
      frame.withBytes { bytes in
        bytes.byteOffsets.map { unsafe bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
      }
    }
  }
}

/// Reads frames without a limit on the model's size.
func decode(
  _ frames: [[UInt8]], limits: WireLimits = WireLimits(elements: nil, buffers: nil)
) throws(ProtocolError) -> Message { try Message.decode(frames, limits: limits) }
