/// What a client learned: the trained model minus the one it was sent.
package struct TrainingUpdate: WireHeader {
  package static let type = MessageType.update

  package var runID: String
  package var round: Int
  package var client: Int
  /// The samples it trained on.
  package var sampleCount: Int
  /// How many parameters the update has.
  package var elements: Int
  /// How many values follow that are not trained: the trained model's own, not a difference.
  package var buffers: Int
  /// The mean loss of the last local epoch; `nil` when it is not finite.
  package var trainLoss: Double?
  /// The accuracy of the last local epoch, in 0…1.
  package var trainAccuracy: Double
  /// How long training took.
  package var seconds: Double

  /// Reports a client's training; a loss that is not finite is left out.
  package init(
    runID: String, round: Int, client: Int, sampleCount: Int, elements: Int, buffers: Int = 0,
    trainLoss: Double?, trainAccuracy: Double, seconds: Double
  ) {
    self.runID = runID
    self.round = round
    self.client = client
    self.sampleCount = sampleCount
    self.elements = elements
    self.buffers = buffers
    self.trainLoss = trainLoss?.isFinite == true ? trainLoss : nil
    self.trainAccuracy = trainAccuracy
    self.seconds = seconds
  }

  private enum CodingKeys: String, CodingKey {
    case runID = "run_id"
    case round, client
    case sampleCount = "sample_count"
    case elements, buffers
    case trainLoss = "train_loss"
    case trainAccuracy = "train_accuracy"
    case seconds
  }

  package var counts: [(key: String, value: Int)] {
    [("round", round), ("client", client), ("sample_count", sampleCount)]
  }

  package var payloads: [(key: String, count: Int)] {
    [("elements", elements), ("buffers", buffers)]
  }

  package func check() throws(ProtocolError) {
    guard (0...1).contains(trainAccuracy) else {
      throw outOfRange("train_accuracy", trainAccuracy, "from 0 to 1")
    }
    // Times of several clients are added up; a sum must stay a number.
    guard (0...1e9).contains(seconds) else {
      throw outOfRange("seconds", seconds, "from 0 to 1000000000")
    }
  }
}

extension TrainingUpdate: FlatHeader {
  package static var isFlat: Bool { true }

  init?(_ object: FlatObject) {
    guard let runID = object.text("run_id"), let round = object.integer("round"),
      let client = object.integer("client"), let sampleCount = object.integer("sample_count"),
      let elements = object.integer("elements"), let buffers = object.integer("buffers"),
      let trainAccuracy = object.number("train_accuracy"), let seconds = object.number("seconds"),
      (object.number("train_loss") != nil) == object.has("train_loss")
    else { return nil }
    self.init(
      runID: runID, round: round, client: client, sampleCount: sampleCount, elements: elements,
      buffers: buffers, trainLoss: object.number("train_loss"), trainAccuracy: trainAccuracy,
      seconds: seconds)
  }

  var flatBytes: [UInt8]? {
    FlatObject.write([
      "buffers": .integer(buffers), "client": .integer(client), "elements": .integer(elements),
      "round": .integer(round), "run_id": .text(runID), "sample_count": .integer(sampleCount),
      "seconds": .number(seconds), "train_accuracy": .number(trainAccuracy),
      "train_loss": .number(trainLoss),
    ])
  }
}
