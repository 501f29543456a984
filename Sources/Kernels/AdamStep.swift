import CKernels

/// A step of Adam over whole buffers, in PyTorch's arithmetic.
///
/// Source: Kingma and Ba, ICLR 2015, arXiv:1412.6980, algorithm 1; weight decay is added to the
/// gradient.
package struct AdamStep: Sendable, Equatable {
  package var learningRate: Double
  package var beta1: Double
  package var beta2: Double
  package var epsilon: Double
  package var weightDecay: Double

  package init(
    learningRate: Double, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    weightDecay: Double = 0
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  /// The moments of one parameter, both zeros at first.
  package final class Moments {
    let first: AlignedBuffer
    let second: AlignedBuffer

    package init(count: Int) {
      first = AlignedBuffer(count: count)
      second = AlignedBuffer(count: count)
    }

    /// Makes both zeros again.
    package func reset() {
      first.fill(0)
      second.fill(0)
    }
  }

  /// Steps for the `step`-th time, counted from 1.
  package func apply(
    _ gradient: AlignedBuffer, to weight: AlignedBuffer, moments: Moments, step: Int
  ) {
    precondition(step >= 1, "steps count from 1, not \(step)")
    let constants = ck_adam(
      beta1: Float(beta1), beta2: Float(beta2), epsilon: Float(epsilon), decay: Float(weightDecay),
      rate: Float(learningRate / (1 - Self.power(beta1, step))),
      correction: Float((1 - Self.power(beta2, step)).squareRoot()))
    let (first, second) = (moments.first, moments.second)
    var weights = weight.mutableSpan
    var firstMoments = first.mutableSpan
    var secondMoments = second.mutableSpan
    ck_adam_step(constants, gradient.span, &weights, &firstMoments, &secondMoments)
  }

  /// `base` to a whole power, by squaring: the C library's differs by processor.
  private static func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, factor, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= factor }
      factor *= factor
      rest >>= 1
    }
    return result
  }
}
