import Kernels
import Randomness

/// The Kullback–Leibler divergence of softmax scores from given probabilities, row by row.
///
/// `KL(p ‖ q) = Σ p (log p − log q)` with the softmax `q` of the scores; its gradient by the scores is
/// `q − p`. With all weight on one class it is the cross-entropy of that label. Source: Hinton et
/// al. 2015, arXiv:1503.02531, at temperature 1.
package enum SoftTargets {
  /// The weighted sum of the rows' divergences, and its gradient.
  ///
  /// - Parameters:
  ///   - scores: rows of `classCount` values.
  ///   - targets: as many values; each row in 0...1 with sum 1.
  ///   - weights: one a row; 0 leaves a row out.
  ///   - classCount: the number of classes.
  ///   - gradient: gets as many values as there are scores.
  /// - Returns: the weighted sum, in nats, at least 0 but for rounding.
  package static func divergence(
    _ scores: Span<Float>, targets: Span<Float>, weights: Span<Double>, classCount: Int,
    into gradient: inout MutableSpan<Float>
  ) -> Double {
    precondition(
      scores.count == weights.count * classCount && targets.count == scores.count,
      "\(scores.count) scores, \(targets.count) targets, \(weights.count) rows of \(classCount)")
    SoftmaxCrossEntropy.probabilities(scores, classCount: classCount, into: &gradient)
    let floor = Double(Float.leastNormalMagnitude)
    var sum = 0.0
    for row in weights.indices {
      var divergence = 0.0
      for index in row * classCount..<(row + 1) * classCount {
        let (wanted, given) = (Double(targets[index]), Double(gradient[index]))
        if wanted > 0 {
          // Also where the network has diverged and gives no number.
          let positive = given > floor ? given : floor
          divergence +=
            wanted * (ElementaryFunctions.log(wanted) - ElementaryFunctions.log(positive))
        }
        gradient[index] = Float(weights[row] * (given - wanted))
      }
      sum += weights[row] * divergence
    }
    return sum
  }
}
