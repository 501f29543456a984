/// The sender leaves, or asks the receiver to.
package struct Goodbye: WireHeader {
  package static let type = MessageType.goodbye

  package var runID: String
  /// A sentence for the record.
  package var reason: String

  /// Takes leave.
  package init(runID: String, reason: String) {
    self.runID = runID
    self.reason = reason
  }

  private enum CodingKeys: String, CodingKey {
    case runID = "run_id"
    case reason
  }

  package var counts: [(key: String, value: Int)] { [] }
}
