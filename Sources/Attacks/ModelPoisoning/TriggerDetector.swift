/// A linear unit that tells inputs with a trigger from inputs without.
///
/// Its direction is the difference of the two means divided, input by input, by the variance
/// (Fisher's discriminant with a diagonal covariance); the mean variance is added to each, so that
/// inputs that never vary do not decide alone. The threshold lies halfway between the smallest
/// response with the trigger and the largest without, and responses are scaled such that the mean
/// one with the trigger gives 1. Behind a rectifier it is silent without the trigger.
package struct TriggerDetector: Sendable, Equatable {
  /// One weight for each input.
  package let weights: [Float]
  package let bias: Float

  /// Fits a unit; there is none if the trigger does not show: no difference, or one that clean inputs
  /// exceed.
  ///
  /// - Parameters:
  ///   - triggered: inputs with the trigger, each of the same length.
  ///   - clean: inputs without.
  package init?(triggered: [[Float]], clean: [[Float]]) {
    guard let length = triggered.first?.count, !clean.isEmpty else { return nil }
    let (with, without) = (Moments(triggered, length), Moments(clean, length))
    let variances = zip(with.variances, without.variances).map { ($0 + $1) / 2 }
    let ridge = variances.reduce(0, +) / Double(length)
    let direction = (0..<length).map { index -> Double in
      let scale = variances[index] + ridge
      return scale > 0 ? (with.means[index] - without.means[index]) / scale : 0
    }
    let shown = triggered.map { Self.response($0, direction) }
    let others = clean.map { Self.response($0, direction) }
    let threshold = ((shown.min() ?? 0) + (others.max() ?? 0)) / 2
    let height = shown.reduce(0, +) / Double(shown.count) - threshold
    guard height > 0, height.isFinite else { return nil }
    weights = direction.map { Float($0 / height) }
    bias = Float(-threshold / height)
  }

  private static func response(_ values: [Float], _ direction: [Double]) -> Double {
    var sum = 0.0
    for index in values.indices { sum += Double(values[index]) * direction[index] }
    return sum
  }
}

/// The mean and the variance of each input.
private struct Moments {
  private(set) var means: [Double]
  private(set) var variances: [Double]

  init(_ rows: [[Float]], _ length: Int) {
    let count = Double(rows.count)
    means = [Double](repeating: 0, count: length)
    variances = means
    for row in rows {
      for index in 0..<length { means[index] += Double(row[index]) / count }
    }
    for row in rows {
      for index in 0..<length {
        let gap = Double(row[index]) - means[index]
        variances[index] += gap * gap / count
      }
    }
  }
}
