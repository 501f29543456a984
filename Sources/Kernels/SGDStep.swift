import CKernels

/// A step of stochastic gradient descent over whole buffers, in PyTorch's arithmetic.
///
/// g ← g + decay · w; v ← momentum · v + g, with v = 0 at first; w ← w − rate · v. Without momentum
/// there is no v.
package struct SGDStep: Sendable, Equatable {
  package var learningRate: Float
  package var momentum: Float
  package var weightDecay: Float

  package init(learningRate: Float, momentum: Float = 0, weightDecay: Float = 0) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.weightDecay = weightDecay
  }

  /// Steps without momentum.
  package func apply(_ gradient: AlignedBuffer, to weight: AlignedBuffer) {
    precondition(momentum == 0, "a momentum of \(momentum) needs a velocity")
    var weights = weight.mutableSpan
    ck_sgd_step(learningRate, weightDecay, gradient.span, &weights)
  }

  /// Steps with momentum; `velocity` is of the same length and starts as zeros.
  package func apply(
    _ gradient: AlignedBuffer, to weight: AlignedBuffer, velocity: AlignedBuffer
  ) {
    var weights = weight.mutableSpan
    var velocities = velocity.mutableSpan
    ck_momentum_step(
      learningRate, momentum, weightDecay, gradient.span, &weights, &velocities)
  }
}
