/// The attack success rate over the rounds of a run.
///
/// Rounds without a score are left out, so distances between rounds are known to within the rounds
/// from one evaluation to the next.
package struct SuccessCurve: Sendable, Equatable {
  /// The rate after one round.
  package struct Point: Codable, Sendable, Equatable {
    /// Counted from 1.
    package var round: Int
    /// In 0...1.
    package var attackSuccessRate: Double

    package init(round: Int, attackSuccessRate: Double) {
      self.round = round
      self.attackSuccessRate = attackSuccessRate
    }
  }

  /// By rising round.
  package let points: [Point]

  package init(_ points: [Point]) { self.points = points }

  /// The curve of a run's rows.
  package init(_ rows: [RoundRecord]) {
    points = rows.compactMap { row in
      row.attackSuccessRate.map { Point(round: row.round, attackSuccessRate: $0) }
    }
  }

  /// The curve from a round on.
  package func from(_ round: Int) -> SuccessCurve {
    SuccessCurve(points.filter { $0.round >= round })
  }

  /// The highest rate, where it came first; nil without points.
  package var peak: Point? {
    points.max { ($0.attackSuccessRate, -$0.round) < ($1.attackSuccessRate, -$1.round) }
  }

  /// The area under the straight lines between the points over the rounds from the first to the last,
  /// in 0...1; nil for fewer than two points.
  package var meanArea: Double? {
    guard let first = points.first, let last = points.last, last.round > first.round else {
      return nil
    }
    let area = zip(points, points.dropFirst()).reduce(0) { sum, pair in
      let width = Double(pair.1.round - pair.0.round)
      return sum + width * (pair.0.attackSuccessRate + pair.1.attackSuccessRate) / 2
    }
    return area / Double(last.round - first.round)
  }

  /// The rounds from a given one until the rate first meets a condition.
  ///
  /// - Parameters:
  ///   - round: counts as 0; earlier points are passed over.
  ///   - consecutive: how many points must meet the condition one after the other; the first of them
  ///     is the answer.
  ///   - condition: of a rate.
  /// - Returns: the number of rounds, or that it lies beyond the last point.
  package func rounds(
    from round: Int, consecutive: Int = 1, until condition: (Double) -> Bool
  ) -> Waiting {
    var run: [Int] = []
    for point in from(round).points {
      if condition(point.attackSuccessRate) { run.append(point.round) } else { run = [] }
      if run.count == consecutive { return Waiting(Double(run[0] - round)) }
    }
    return .censored
  }
}
