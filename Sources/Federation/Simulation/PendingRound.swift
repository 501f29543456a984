import Experiments
import Networks
import RunStore

/// A round whose model stands and whose scores are on their way.
///
/// Processes score it while they train the same model further, so that nobody waits for scores but
/// the round's row.
struct PendingRound {
  private let record: RoundRecord
  private let scores: Task<(result: Scorer.Result, seconds: Double), any Error>?
  /// Has a round's model scored.
  ///
  /// - Parameters:
  ///   - record: the round's row.
  ///   - scorer: nil in a round that is not scored.
  ///   - model: the global model after the round.
  init(_ record: RoundRecord, scorer: Scorer?, model: SharedModel) {
    self.record = record
    scores = scorer.map { scorer in
      Task {
        let clock = ContinuousClock()
        let begin = clock.now
        let result = try await scorer.score(model, round: record.round)
        return (result, (clock.now - begin).inSeconds)
      }
    }
  }

  /// The complete row, once the scores are there; waiting for them is part of the round's time.
  func finished() async throws -> RoundRecord {
    var record = record
    let clock = ContinuousClock()
    let start = clock.now
    if let (result, seconds) = try await scores?.value {
      record.cleanAccuracy = result.clean.accuracy
      record.cleanLoss = result.clean.meanLoss
      record.attackSuccessRate = result.triggered?.accuracy
      record.robustAccuracy = result.triggered?.robustAccuracy
      record.seconds.evaluate = seconds
      record.seconds.total += (clock.now - start).inSeconds
    }
    return record
  }
}
