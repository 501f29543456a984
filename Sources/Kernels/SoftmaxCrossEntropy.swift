import CKernels

/// The loss that networks are trained with: −log of the softmax probability of the true class.
///
/// Scores are `rows × classes`, row-major; labels lie in `0..<classes`. Exponentials and sums are in
/// double precision with our own polynomials, so the bits are the same on every processor.
package enum SoftmaxCrossEntropy {
  /// What a batch scored.
  package struct Outcome: Sendable, Equatable {
    /// The sum of the rows' losses, in row order.
    package let lossSum: Double
    /// The rows whose label has the highest score; of equal scores the first counts.
    package let correct: Int
  }

  /// The losses of rows of class scores.
  ///
  /// - Parameters:
  ///   - scores: `labels.count × classCount` values.
  ///   - labels: one class a row.
  ///   - classCount: the number of classes.
  /// - Returns: the summed loss and the number of hits.
  package static func evaluate(
    _ scores: Span<Float>, labels: Span<Int>, classCount: Int
  ) -> Outcome {
    check(labels, classCount: classCount)
    let score = ck_cross_entropy(classCount, scores, labels)
    return Outcome(lossSum: score.loss_sum, correct: score.correct)
  }

  /// The gradient of the mean loss by the scores: (probability − 1 at the label) / rows.
  ///
  /// - Parameters:
  ///   - scores: `labels.count × classCount` values.
  ///   - labels: one class a row.
  ///   - classCount: the number of classes.
  ///   - gradient: gets as many values as there are scores.
  package static func differentiate(
    _ scores: Span<Float>, labels: Span<Int>, classCount: Int,
    into gradient: inout MutableSpan<Float>
  ) {
    check(labels, classCount: classCount)
    ck_cross_entropy_gradient(classCount, scores, labels, &gradient)
  }

  /// The softmax probabilities of rows of class scores.
  ///
  /// - Parameters:
  ///   - scores: rows of `classCount` values.
  ///   - classCount: the number of classes.
  ///   - probabilities: gets as many values as there are scores.
  package static func probabilities(
    _ scores: Span<Float>, classCount: Int, into probabilities: inout MutableSpan<Float>
  ) {
    ck_softmax(scores.count / classCount, classCount, scores, &probabilities)
  }

  private static func check(_ labels: Span<Int>, classCount: Int) {
    for row in labels.indices {
      precondition(
        0 <= labels[row] && labels[row] < classCount, "label \(labels[row]) of \(classCount)")
    }
  }
}
