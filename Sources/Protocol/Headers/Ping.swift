/// Asks whether the other side is there.
package struct Ping: WireHeader {
  package static let type = MessageType.ping

  package var runID: String
  /// Comes back in the answer.
  package var sequence: Int

  /// Asks with a number that comes back.
  package init(runID: String, sequence: Int) {
    self.runID = runID
    self.sequence = sequence
  }

  private enum CodingKeys: String, CodingKey {
    case runID = "run_id"
    case sequence
  }

  package var counts: [(key: String, value: Int)] { [("sequence", sequence)] }

  /// The answer to this question.
  package var answer: Pong { Pong(runID: runID, sequence: sequence) }
}

/// Answers a ping.
package struct Pong: WireHeader {
  package static let type = MessageType.pong

  package var runID: String
  /// The ping's number.
  package var sequence: Int

  /// Answers the ping of this number.
  package init(runID: String, sequence: Int) {
    self.runID = runID
    self.sequence = sequence
  }

  private enum CodingKeys: String, CodingKey {
    case runID = "run_id"
    case sequence
  }

  package var counts: [(key: String, value: Int)] { [("sequence", sequence)] }
}
