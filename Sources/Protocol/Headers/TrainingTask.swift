/// A client is to train the model it is sent.
package struct TrainingTask: WireHeader {
  package static let type = MessageType.task
  package static let mayOmitModel = true

  /// How updates are weighted when they are averaged.
  package enum Weighting: String, Codable, Sendable {
    case samples, uniform
  }

  package var runID: String
  package var round: Int
  package var client: Int
  /// 0 the first time; a task that is handed out again has the next number.
  package var attempt: Int
  /// The round after which the model is the global one; 0 before the first.
  package var model: Int
  /// How many parameters the model has; 0, without a payload, for the version that the process got
  /// last.
  package var elements: Int
  /// How many values it has that are not trained; their payload follows that of the parameters.
  package var buffers: Int
  /// How many clients the round has, this one among them; the last payload names them.
  package var participants: Int
  package var weighting: Weighting
  /// What the averaged update is multiplied by.
  package var serverLearningRate: Double

  /// Announces a round to one of its clients.
  package init(
    runID: String, round: Int, client: Int, attempt: Int = 0, model: Int, elements: Int,
    buffers: Int = 0, participants: Int, weighting: Weighting, serverLearningRate: Double
  ) {
    self.runID = runID
    self.round = round
    self.client = client
    self.attempt = attempt
    self.model = model
    self.elements = elements
    self.buffers = buffers
    self.participants = participants
    self.weighting = weighting
    self.serverLearningRate = serverLearningRate
  }

  private enum CodingKeys: String, CodingKey {
    case runID = "run_id"
    case round, client, attempt, model, elements, buffers, participants
    case weighting
    case serverLearningRate = "server_learning_rate"
  }

  package var counts: [(key: String, value: Int)] {
    [
      ("round", round), ("client", client), ("attempt", attempt), ("model", model),
      ("participants", participants),
    ]
  }

  package var payloads: [(key: String, count: Int)] {
    [("elements", elements), ("buffers", buffers), ("participants", 2 * participants)]
  }

  package func check() throws(ProtocolError) {
    guard (1...WireLimits.maximumClients).contains(participants) else {
      throw outOfRange("participants", participants, "from 1 to \(WireLimits.maximumClients)")
    }
    guard serverLearningRate > 0, serverLearningRate.isFinite else {
      throw outOfRange("server_learning_rate", serverLearningRate, "above 0")
    }
  }
}

extension TrainingTask: FlatHeader {
  package static var isFlat: Bool { true }

  init?(_ object: FlatObject) {
    guard let runID = object.text("run_id"), let round = object.integer("round"),
      let client = object.integer("client"), let attempt = object.integer("attempt"),
      let model = object.integer("model"), let elements = object.integer("elements"),
      let buffers = object.integer("buffers"), let participants = object.integer("participants"),
      let weighting = object.text("weighting").flatMap(Weighting.init),
      let serverLearningRate = object.number("server_learning_rate")
    else { return nil }
    self.init(
      runID: runID, round: round, client: client, attempt: attempt, model: model,
      elements: elements, buffers: buffers, participants: participants, weighting: weighting,
      serverLearningRate: serverLearningRate)
  }

  var flatBytes: [UInt8]? {
    FlatObject.write([
      "attempt": .integer(attempt), "buffers": .integer(buffers), "client": .integer(client),
      "elements": .integer(elements), "model": .integer(model),
      "participants": .integer(participants), "round": .integer(round), "run_id": .text(runID),
      "server_learning_rate": .number(serverLearningRate), "weighting": .text(weighting.rawValue),
    ])
  }
}
