/// A client does not take part in a round it was asked to.
package struct Declined: WireHeader {
  package static let type = MessageType.declined

  package var runID: String
  package var round: Int
  package var client: Int
  /// A sentence for the record.
  package var reason: String

  /// Turns a task down.
  package init(runID: String, round: Int, client: Int, reason: String) {
    self.runID = runID
    self.round = round
    self.client = client
    self.reason = reason
  }

  private enum CodingKeys: String, CodingKey {
    case runID = "run_id"
    case round, client, reason
  }

  package var counts: [(key: String, value: Int)] { [("round", round), ("client", client)] }
}
