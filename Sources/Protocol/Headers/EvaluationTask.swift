/// A process is to score the model it is sent on a part of the test set.
package struct EvaluationTask: WireHeader {
  package static let type = MessageType.evaluate
  package static let mayOmitModel = true

  package var runID: String
  package var round: Int
  /// The part's number; its scores bear it too.
  package var shard: Int
  /// The round after which the model is the global one; 0 before the first.
  package var model: Int
  /// How many parameters the model has; 0, without a payload, for the version that the process got
  /// last.
  package var elements: Int
  /// How many values it has that are not trained; their payload follows that of the parameters.
  package var buffers: Int
  /// The first test sample of the part.
  package var from: Int
  /// The sample after the last one.
  package var to: Int
  /// The trigger, target and label policy as a JSON document; `nil` asks for clean scores alone.
  package var trigger: String?

  /// Asks for the scores of the test samples `from..<to`.
  package init(
    runID: String, round: Int, shard: Int, model: Int, elements: Int, buffers: Int = 0,
    from: Int, to: Int,
    trigger: String? = nil
  ) {
    self.runID = runID
    self.round = round
    self.shard = shard
    self.model = model
    self.elements = elements
    self.buffers = buffers
    self.from = from
    self.to = to
    self.trigger = trigger
  }

  private enum CodingKeys: String, CodingKey {
    case runID = "run_id"
    case round, shard, model, elements, buffers, from, to, trigger
  }

  package var counts: [(key: String, value: Int)] {
    [("round", round), ("shard", shard), ("model", model), ("from", from), ("to", to)]
  }

  package var payloads: [(key: String, count: Int)] {
    [("elements", elements), ("buffers", buffers)]
  }

  package func check() throws(ProtocolError) {
    guard from <= to else { throw outOfRange("to", to, "\(from) ('from') or more") }
  }
}
