package import Randomness
package import Tensors

/// The intervals from which an attack on the trimmed mean or the median draws every coordinate.
///
/// With full knowledge they begin at the lowest or highest honest value and go a factor `b` beyond
/// it, on the side away from the mean's sign. With partial knowledge they lie 3 to 4 deviations from
/// the mean of what the attackers would submit if they were honest. A coordinate whose mean is 0
/// stays 0.
/// Source: Fang et al., USENIX Security 2020, arXiv:1911.11815, section 4.3.
package struct FangIntervals: Sendable {
  /// `d` values.
  package let low: [Float]
  /// `d` values, none below that of `low`.
  package let high: [Float]

  /// The intervals for what attackers see.
  ///
  /// - Parameters:
  ///   - updates: `n × d`, with at least one row.
  ///   - b: the factor, above 1; nil for partial knowledge.
  package init(_ updates: UpdateMatrix, b: Double?) {
    let mean = SeenUpdates.mean(updates)
    let (low, high) =
      b.map { Self.beyondExtremes(updates, mean: mean, b: $0) }
      ?? Self.beyondDeviations(updates, mean: mean)
    self.low = low
    self.high = high
  }

  /// The intervals from all lower ends, followed by all upper ends.
  package init(limits: [Float]) {
    precondition(limits.count.isMultiple(of: 2), "\(limits.count) ends of intervals")
    low = Array(limits.prefix(limits.count / 2))
    high = Array(limits.suffix(limits.count / 2))
  }

  /// One draw from each interval.
  package func drawn(using random: RandomStream) -> [Float] {
    var random = random
    return drawn { _ in random.uniform() }
  }

  /// A value in each interval, as far from its lower end as `share` says, in 0...1.
  package func drawn(_ share: (Int) -> Double) -> [Float] {
    low.indices.map { index in
      let start = Double(low[index])
      return Float(start + share(index) * (Double(high[index]) - start))
    }
  }

  // MARK: - Details

  private static func beyondExtremes(
    _ updates: UpdateMatrix, mean: [Float], b: Double
  ) -> (low: [Float], high: [Float]) {
    let (lowest, highest) = (ColumnSpread.lowest(updates), ColumnSpread.highest(updates))
    var (low, high) = (mean, mean)
    for index in mean.indices where mean[index] != 0 {
      let isRising = mean[index] > 0
      let extreme = Double(isRising ? lowest[index] : highest[index])
      // Beyond a value of the sign that the attackers flee from lies the way to zero.
      let other = (extreme > 0) == isRising ? extreme / b : extreme * b
      low[index] = Float(min(extreme, other))
      high[index] = Float(max(extreme, other))
    }
    return (low, high)
  }

  private static func beyondDeviations(
    _ updates: UpdateMatrix, mean: [Float]
  ) -> (low: [Float], high: [Float]) {
    let deviation = ColumnSpread.deviation(updates, over: .population)
    var (low, high) = (mean, mean)
    for index in mean.indices where mean[index] != 0 {
      let (center, spread) = (Double(mean[index]), Double(deviation[index]))
      low[index] = Float(mean[index] > 0 ? center - 4 * spread : center + 3 * spread)
      high[index] = Float(mean[index] > 0 ? center - 3 * spread : center + 4 * spread)
    }
    return (low, high)
  }
}
