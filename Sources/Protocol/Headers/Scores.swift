/// How a model did on a part of the test set.
package struct Scores: WireHeader {
  package static let type = MessageType.scores

  /// Right answers among some samples.
  package struct Tally: Codable, Sendable, Equatable {
    package var count: Int
    /// For triggered samples: those that the model puts where the attacker wants them.
    package var correct: Int
    /// For triggered samples: those that the model puts where they truly belong; `nil` where that is
    /// not known.
    package var trulyCorrect: Int?
    /// The sum of the samples' losses; `nil` when it is not finite.
    package var lossSum: Double?

    /// Counts samples; a loss that is not finite is left out.
    package init(count: Int, correct: Int, trulyCorrect: Int? = nil, lossSum: Double?) {
      self.count = count
      self.correct = correct
      self.trulyCorrect = trulyCorrect
      self.lossSum = lossSum?.isFinite == true ? lossSum : nil
    }

    private enum CodingKeys: String, CodingKey {
      case count, correct
      case trulyCorrect = "truly_correct"
      case lossSum = "loss_sum"
    }
  }

  package var runID: String
  package var round: Int
  package var shard: Int
  package var clean: Tally
  /// The samples whose label the trigger is to change; `nil` when no trigger was asked for.
  package var triggered: Tally?

  /// Answers an evaluation task.
  package init(runID: String, round: Int, shard: Int, clean: Tally, triggered: Tally?) {
    self.runID = runID
    self.round = round
    self.shard = shard
    self.clean = clean
    self.triggered = triggered
  }

  private enum CodingKeys: String, CodingKey {
    case runID = "run_id"
    case round, shard, clean, triggered
  }

  package var counts: [(key: String, value: Int)] {
    [("round", round), ("shard", shard)]
      + tallies.flatMap { key, tally in
        [("\(key).count", tally.count), ("\(key).correct", tally.correct)]
          + (tally.trulyCorrect.map { [("\(key).truly_correct", $0)] } ?? [])
      }
  }

  package func check() throws(ProtocolError) {
    for (key, tally) in tallies {
      let parts = [("correct", tally.correct), ("truly_correct", tally.trulyCorrect ?? 0)]
      for (part, number) in parts where number > tally.count {
        throw outOfRange("\(key).\(part)", number, "at most \(tally.count) ('count')")
      }
    }
  }

  private var tallies: [(String, Tally)] {
    [("clean", clean)] + (triggered.map { [("triggered", $0)] } ?? [])
  }
}
