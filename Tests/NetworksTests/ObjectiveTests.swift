import Kernels
import Networks
import Randomness
import Tensors
import Testing

struct ObjectiveTests {
  private let random = RandomStream(seed: 9)

  /// Probabilities that no network gives, one row an image.
  private func targets(_ rows: Int, _ classCount: Int) -> [Float] {
    var stream = random.stream(for: "targets")
    return (0..<rows).flatMap { _ in
      stream.dirichlet(Array(repeating: 1, count: classCount)).map { Float($0) }
    }
  }

  @Test(arguments: Backends.available)
  func `the cross-entropy as an objective is the training's own loss, bit for bit`(
    backend: BackendName
  ) throws {
    let network = try makeNetwork(backend: backend)
    let batch = makeBatch(6, for: network.model)
    let expected = try network.forwardBackward(batch, dropout: random)
    let gradient = try network.gradient()
    let loss = try network.forwardBackward(batch, dropout: random) { scores, gradient in
      SoftmaxCrossEntropy.differentiate(
        scores, labels: batch.labels.span, classCount: 5, into: &gradient)
      return SoftmaxCrossEntropy.evaluate(scores, labels: batch.labels.span, classCount: 5).lossSum
        / 6
    }
    #expect(loss == expected.loss)
    #expect(try network.gradient() == gradient)
  }

  @Test(arguments: Backends.available)
  func `the divergence's gradient is that of its value`(backend: BackendName) throws {
    let network = try makeNetwork(backend: backend)
    let batch = makeBatch(6, for: network.model)
    let targets = targets(6, 5)
    let weights = [0.5, 0, 1, 2, 0.25, 1].map { $0 / 6 }
    func loss(_ parameters: [Float]) throws -> Double {
      try network.load(parameters)
      return try network.forwardBackward(batch, dropout: random) {
        SoftTargets.divergence(
          $0, targets: targets.span, weights: weights.span, classCount: 5, into: &$1)
      }
    }
    let parameters = try network.parameters()
    _ = try loss(parameters)
    let gradient = try network.gradient()
    // Scores are float32, so a loss of about 1 is known to 1e-7 and a quotient to 1e-4; rectifiers
    // have kinks.
    for entry in network.model.layout.entries {
      for index in entry.range.sorted(by: { abs(gradient[$0]) > abs(gradient[$1]) }).prefix(3) {
        var (above, below) = (parameters, parameters)
        above[index] += 1e-3
        below[index] -= 1e-3
        let quotient =
          (try loss(above) - loss(below)) / Double(above[index] - below[index])
        let derivative = Double(gradient[index])
        #expect(
          abs(quotient - derivative) <= 2e-3 + 0.02 * abs(derivative), "\(entry.name)[\(index)]")
      }
    }
  }

  @Test(arguments: Backends.available)
  func `a network does not diverge from itself`(backend: BackendName) throws {
    let network = try makeNetwork(backend: backend)
    let batch = makeBatch(6, for: network.model)
    let own = try network.probabilities(batch)
    let weights = [Double](repeating: 1, count: 6)
    // No norms or dropout in this model, so that training and evaluation give the same scores.
    let loss = try network.forwardBackward(batch, dropout: random) {
      SoftTargets.divergence(
        $0, targets: own.span, weights: weights.span, classCount: 5, into: &$1)
    }
    #expect(loss == 0)
    #expect(try network.gradient().allSatisfy { $0 == 0 })
  }

  @Test func `all weight on one class is the cross-entropy of a label`() {
    let scores: [Float] = [1, -2, 0.5, 3, 3, -1]
    let targets: [Float] = [0, 0, 1, 1, 0, 0]
    var gradient = [Float](repeating: .nan, count: 6)
    var span = gradient.mutableSpan
    let loss = SoftTargets.divergence(
      scores.span, targets: targets.span, weights: [0.5, 0.5].span, classCount: 3, into: &span)
    let labels = [2, 0]
    let expected = SoftmaxCrossEntropy.evaluate(scores.span, labels: labels.span, classCount: 3)
    // Probabilities are rounded to float32.
    #expect(abs(loss - expected.lossSum / 2) < 1e-6)
    var reference = gradient
    var target = reference.mutableSpan
    SoftmaxCrossEntropy.differentiate(
      scores.span, labels: labels.span, classCount: 3, into: &target)
    #expect(zip(gradient, reference).allSatisfy { abs($0 - $1) < 1e-7 })
  }

  @Test func `scores that are no numbers give no crash`() {
    let scores: [Float] = [.nan, 1]
    var gradient: [Float] = [0, 0]
    var span = gradient.mutableSpan
    let loss = SoftTargets.divergence(
      scores.span, targets: [Float(0.5), 0.5].span, weights: [1.0].span, classCount: 2, into: &span)
    #expect(loss > 0)
  }
}
