package import Aggregation

/// One row of `rounds.jsonl`, and of `rounds` in `summary.json`.
package struct RoundRecord: Codable, Sendable, Equatable {
  /// Counted from 1.
  package var round: Int
  /// Share of the test images that the model gets right; nil in rounds without evaluation.
  package var cleanAccuracy: Double?
  /// Mean cross-entropy over the test images.
  package var cleanLoss: Double?
  /// Share of the eligible triggered test images that the model puts where the attacker wants them;
  /// nil without a trigger.
  package var attackSuccessRate: Double?
  /// Share of the same images that still get their true label; nil also where that is not known.
  package var robustAccuracy: Double?
  package var sampled: [Int]
  package var received: [Int]
  package var dropped: [Drop]
  package var restarts: [Restart]
  package var verdicts: [Verdict]
  /// Nil in honest federations.
  package var detection: DetectionFigures?
  /// What the stages want the reader to know, such as that every update was rejected.
  package var notes: [String]
  /// Messages of peers that were refused in this round, by reason.
  package var refused: [String: Int]
  package var seconds: Seconds
  package var bytes: Traffic
  /// The model's after the round, as `ModelState.digest`.
  package var modelDigest: String

  package init(round: Int, sampled: [Int]) {
    self.round = round
    self.sampled = sampled
    received = []
    dropped = []
    restarts = []
    verdicts = []
    notes = []
    refused = [:]
    seconds = Seconds()
    bytes = Traffic()
    modelDigest = ""
  }

  /// A client whose update did not make it into the round.
  package struct Drop: Codable, Sendable, Equatable {
    package var client: Int
    package var reason: String

    package init(client: Int, reason: String) {
      self.client = client
      self.reason = reason
    }
  }

  /// A client process that ended and was started again.
  package struct Restart: Codable, Sendable, Equatable {
    package var process: Int
    package var reason: String

    package init(process: Int, reason: String) {
      self.process = process
      self.reason = reason
    }
  }

  /// Wall-clock times.
  package struct Seconds: Codable, Sendable, Equatable {
    /// From the first task to the last update.
    package var train = 0.0
    package var aggregate = 0.0
    /// From the model to its last score; the next round trains meanwhile.
    package var evaluate = 0.0
    /// Of the round, with as much of the evaluation as somebody had to wait for.
    package var total = 0.0
    /// What a client took for one image in one epoch, by its own word, the mean over all clients
    /// received; nil without any.
    package var perSample: Double?

    package init() {}
  }

  /// Payload bytes that crossed the wire.
  package struct Traffic: Codable, Sendable, Equatable {
    package var down = 0
    package var up = 0

    package init() {}
  }
}

// A key without a value is written as null, so that every row has the same keys; what Swift derives
// would leave it out.
extension RoundRecord {
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(round, forKey: .round)
    try container.encode(cleanAccuracy, forKey: .cleanAccuracy)
    try container.encode(cleanLoss, forKey: .cleanLoss)
    try container.encode(attackSuccessRate, forKey: .attackSuccessRate)
    try container.encode(robustAccuracy, forKey: .robustAccuracy)
    try container.encode(sampled, forKey: .sampled)
    try container.encode(received, forKey: .received)
    try container.encode(dropped, forKey: .dropped)
    try container.encode(restarts, forKey: .restarts)
    try container.encode(verdicts, forKey: .verdicts)
    try container.encode(detection, forKey: .detection)
    try container.encode(notes, forKey: .notes)
    try container.encode(refused, forKey: .refused)
    try container.encode(seconds, forKey: .seconds)
    try container.encode(bytes, forKey: .bytes)
    try container.encode(modelDigest, forKey: .modelDigest)
  }
}
