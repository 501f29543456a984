import Kernels
import Testing

/// Optimizer steps over whole buffers against plain loops.
@Suite struct OptimizerStepTests {
  // No multiple of any vector's width.
  private let count = 1003

  private func buffer(_ values: [Float]) -> AlignedBuffer {
    let buffer = AlignedBuffer(count: values.count)
    buffer.copy(from: values.span)
    return buffer
  }

  private func values(_ buffer: AlignedBuffer) -> [Float] {
    buffer.span.indices.map { buffer.span[$0] }
  }

  @Test(arguments: [(Float(0.9), Float(0)), (0.9, 0.01), (0, 0), (0, 0.01)])
  func `gradient descent takes PyTorch's steps`(momentum: Float, decay: Float) {
    var numbers = TestNumbers(seed: 1)
    var weights = numbers.next(count)
    var velocities = Array(repeating: Float(0), count: count)
    let (weight, velocity) = (buffer(weights), buffer(velocities))
    let step = SGDStep(learningRate: 0.1, momentum: momentum, weightDecay: decay)
    for _ in 0..<3 {
      let gradients = numbers.next(count)
      for index in weights.indices {
        let gradient = gradients[index] + decay * weights[index]
        velocities[index] = momentum * velocities[index] + gradient
        weights[index] -= 0.1 * velocities[index]
      }
      if momentum == 0 {
        step.apply(buffer(gradients), to: weight)
      } else {
        step.apply(buffer(gradients), to: weight, velocity: velocity)
      }
    }
    #expect(values(weight) == weights)
  }

  @Test(arguments: [0, 0.01])
  func `Adam takes PyTorch's steps`(decay: Double) {
    var numbers = TestNumbers(seed: 2)
    var weights = numbers.next(count)
    let weight = buffer(weights)
    let moments = AdamStep.Moments(count: count)
    var first = Array(repeating: 0.0, count: count)
    var second = first
    let step = AdamStep(learningRate: 0.01, weightDecay: decay)
    for round in 1...5 {
      let gradients = numbers.next(count)
      let correction1 = (1...round).reduce(1.0) { product, _ in product * 0.9 }
      let correction2 = (1...round).reduce(1.0) { product, _ in product * 0.999 }
      for index in weights.indices {
        let gradient = Double(gradients[index]) + decay * Double(weights[index])
        first[index] = 0.9 * first[index] + 0.1 * gradient
        second[index] = 0.999 * second[index] + 0.001 * gradient * gradient
        let mean = first[index] / (1 - correction1)
        let deviation = (second[index] / (1 - correction2)).squareRoot()
        weights[index] -= Float(0.01 * mean / (deviation + 1e-8))
      }
      step.apply(buffer(gradients), to: weight, moments: moments, step: round)
    }
    // Five steps of 0.01, single precision against double.
    #expect(relativeGap(values(weight), weights) < 1e-6)
  }

  @Test func `Adam's first step is the rate, against the gradient's sign`() {
    let weight = buffer([0, 0, 0])
    AdamStep(learningRate: 0.5).apply(
      buffer([3, -0.001, 0]), to: weight, moments: AdamStep.Moments(count: 3), step: 1)
    #expect(relativeGap(values(weight), [-0.5, 0.5, 0]) < 1e-4)
  }
}
