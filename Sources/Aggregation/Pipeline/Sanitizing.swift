/// The check that every round passes before the first stage.
enum Sanitizing {
  /// The stage that verdicts name.
  static let name = "sanitize"

  /// Rejects updates with NaN or infinity and clients without samples.
  static func apply(to round: inout RoundInProgress) {
    // The norm of a row is finite exactly if the row is, and some stages want it anyway.
    let norms = round.norms()
    round.keep(rows: norms.indices.filter { norms[$0].isFinite }, because: "non-finite")
    let counts = round.rows.map { row in
      row.reduce(0) { $0 + round.view.sampleCounts[$1] }
    }
    round.keep(rows: counts.indices.filter { counts[$0] > 0 }, because: "no-samples")
  }
}
