/// The TASKs of one round, which differ in client and attempt alone: their header is written once.
///
/// JSON is most of what a short message costs, and the coordinator writes one for every client.
package struct TaskTemplate: Sendable {
  private let model: ModelPayload
  private let participants: ClientList
  /// The header's bytes before, between and behind the two numbers.
  private let pieces: [[UInt8]]

  /// Numbers that stand in the header for those to come: no others there are as large.
  private static let attempt = WireLimits.maximumCount
  private static let client = WireLimits.maximumCount - 1

  /// Writes the header.
  ///
  /// - Parameters:
  ///   - task: of any client.
  ///   - model: as the task declares it.
  ///   - participants: as many as the task declares.
  /// - Throws: `ProtocolError` for values that a receiver would refuse.
  package init(
    _ task: TrainingTask, _ model: ModelPayload, _ participants: ClientList
  ) throws(ProtocolError) {
    self.model = model
    self.participants = participants
    var task = task
    task.attempt = Self.attempt
    task.client = Self.client
    let header = try task.encoded()
    // Keys are written in order: 'attempt' comes before 'client'.
    var pieces: [[UInt8]] = []
    var rest = header[...]
    for number in [Self.attempt, Self.client] {
      guard let place = rest.firstRange(of: Array("\(number)".utf8)) else {
        preconditionFailure("a TASK of \(header.count) bytes does not hold \(number)")
      }
      pieces.append(Array(rest[..<place.lowerBound]))
      rest = rest[place.upperBound...]
    }
    self.pieces = pieces + [Array(rest)]
  }

  /// The frames of one client's task, the same as `Message.encode()` gives.
  ///
  /// - Parameters:
  ///   - client: its id.
  ///   - attempt: 0 the first time.
  /// - Returns: frames that share the model and the participants.
  package func encode(client: Int, attempt: Int) -> WireFrames {
    let header = pieces[0] + "\(attempt)".utf8 + pieces[1] + "\(client)".utf8 + pieces[2]
    return WireFrames(
      .task, header: header, payloads: [model.parameters, model.buffers, participants.payload])
  }
}
