import Experiments

/// How long things take.
package enum Timing {
  /// The middle of some numbers; of an even count, the mean of the middle two.
  ///
  /// - Parameter values: at least one.
  /// - Returns: a number between the least and the greatest.
  package static func median(_ values: [Double]) -> Double {
    precondition(!values.isEmpty, "no median of nothing")
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }

  /// The seconds that one call of `body` takes.
  package static func seconds<Failure: Error>(
    _ body: () throws(Failure) -> Void
  ) throws(Failure) -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try body()
    return (clock.now - start).inSeconds
  }

  /// The median of the seconds that `body` takes, after one call that does not count.
  ///
  /// Calls that are over too soon for the clock are made several times in one measurement.
  ///
  /// - Parameters:
  ///   - count: the number of measurements.
  ///   - shortest: the seconds that one measurement is to take at least.
  ///   - body: what to measure.
  /// - Returns: seconds of one call.
  /// - Throws: what `body` throws.
  package static func median<Failure: Error>(
    of count: Int, shortest: Double = 0.02, _ body: () throws(Failure) -> Void
  ) throws(Failure) -> Double {
    try body()
    let calls = callCount(filling: shortest, each: try seconds(body))
    var values: [Double] = []
    for _ in 0..<count {
      let total = try seconds { () throws(Failure) in
        for _ in 0..<calls { try body() }
      }
      values.append(total / Double(calls))
    }
    return median(values)
  }

  /// How many calls fill a time.
  private static func callCount(filling time: Double, each seconds: Double) -> Int {
    max(1, Int((time / max(seconds, 1e-9)).rounded(.up)))
  }
}
