/// The largest of some values, and whether another value would be one of them.
package struct Extremes: Sendable, Equatable {
  /// What lies above it is extreme; infinity if nothing is.
  package let threshold: Double

  /// Finds the threshold above which at most a share of the values lies.
  ///
  /// - Parameters:
  ///   - values: in any order; none is NaN.
  ///   - share: in 0...1; with `n` values, `floor(share × n)` are extreme, fewer where they are equal.
  package init(of values: [Double], share: Double) {
    let count = PoisonDose.count(of: values.count, rate: share)
    let sorted = values.sorted()
    if count == 0 {
      threshold = .infinity
    } else {
      threshold = count < sorted.count ? sorted[sorted.count - count - 1] : -.infinity
    }
  }

  /// Whether a value is above the threshold.
  package func contains(_ value: Double) -> Bool { value > threshold }
}
