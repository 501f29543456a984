/// The coordinator takes a process in.
package struct Welcome: WireHeader {
  package static let type = MessageType.welcome

  package var runID: String
  /// The resolved experiment without its attack, as a JSON document.
  package var experiment: String
  /// Seconds between two messages of the coordinator, at most; above 0.
  package var heartbeatInterval: Double

  /// Takes a process in.
  package init(runID: String, experiment: String, heartbeatInterval: Double) {
    self.runID = runID
    self.experiment = experiment
    self.heartbeatInterval = heartbeatInterval
  }

  private enum CodingKeys: String, CodingKey {
    case runID = "run_id"
    case experiment
    case heartbeatInterval = "heartbeat_interval"
  }

  package var counts: [(key: String, value: Int)] { [] }

  package func check() throws(ProtocolError) {
    guard heartbeatInterval > 0 else {
      throw outOfRange("heartbeat_interval", heartbeatInterval, "above 0")
    }
  }
}
