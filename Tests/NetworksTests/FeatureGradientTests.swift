import Kernels
import Networks
import Tensors
import Testing

/// The gradient of features by the pixels against central differences of their distances.
///
/// Features are float32 and of the order of 1, so a squared distance of about 5 is known to 1e-6 and
/// a quotient with the step 1e-3 to 1e-3; kinks within the step add more. Derivatives looked at are
/// the largest.
struct FeatureGradientTests {
  private let step: Float = 1e-3

  private func goals(_ features: [Float]) -> [Float] {
    features.indices.map { 0.1 * Float($0 % 7) - 0.2 }
  }

  private func distances(
    _ network: Network, after layer: Int, _ pixels: [Float], batch: Int
  ) throws -> [Double] {
    let features = try network.activations(after: layer, pixels.span, batch: batch)
    let goals = goals(features)
    let count = features.count / batch
    return (0..<batch).map { image in
      (image * count..<(image + 1) * count).reduce(0) {
        $0 + Double(features[$1] - goals[$1]) * Double(features[$1] - goals[$1])
      }
    }
  }

  // In the varied model: behind a fused rectifier, pooling, a flatten layer, and the scores.
  @Test(arguments: Backends.available, [0, 1, 2, 4, 5, 6, 8, 9])
  func `features have the gradient of their distance`(backend: BackendName, layer: Int) throws {
    let network = try makeNetwork(backend: backend)
    let pixels = makeBatch(3, for: network.model).pixels
    let (got, gradient) = try network.featureGradient(
      after: layer, pixels.span, batch: 3, goals: goals)
    let wanted = try distances(network, after: layer, pixels, batch: 3)
    for (got, wanted) in zip(got, wanted) { #expect(abs(got - wanted) <= 1e-5 * wanted) }
    #expect(gradient.count == pixels.count)
    for index in gradient.indices.sorted(by: { abs(gradient[$0]) > abs(gradient[$1]) }).prefix(6) {
      var (above, below) = (pixels, pixels)
      above[index] += step
      below[index] -= step
      let difference =
        try distances(network, after: layer, above, batch: 3).reduce(0, +)
        - distances(network, after: layer, below, batch: 3).reduce(0, +)
      let quotient = difference / Double(above[index] - below[index])
      let derivative = Double(gradient[index])
      #expect(abs(derivative) > 1e-3)
      #expect(abs(quotient - derivative) <= 5e-3 + 0.03 * abs(derivative), "pixel \(index)")
    }
  }

  @Test(arguments: Backends.available)
  func `an image alone decides its gradient`(backend: BackendName) throws {
    let network = try makeNetwork(backend: backend)
    let pixels = makeBatch(2, for: network.model).pixels
    let size = network.model.input.count
    let width = network.model.places[7].output.count
    let both = try network.featureGradient(after: 7, pixels.span, batch: 2, goals: goals)
    let second = Array(pixels[size...])
    let alone = try network.featureGradient(after: 7, second.span, batch: 1) { features in
      Array(goals(features + features)[width...])
    }
    for (first, other) in zip(both.gradient[size...], alone.gradient) {
      #expect(abs(first - other) <= 1e-4)
    }
  }

  @Test(arguments: Backends.available)
  func `in front of all kernels, features are normalized pixels`(backend: BackendName) throws {
    let input = ImageShape(channels: 2, height: 1, width: 1)
    let model = try Model(
      name: "x", input: input, classCount: 2, layers: [.flatten, .linear(outputs: 2)])
    let network = try Network(
      model, backend: Backends.make(backend),
      normalization: Normalization(mean: [0.5, 0.25], deviation: [0.5, 0.125]))
    let pixels: [Float] = [1, 0.5]
    let (distances, gradient) = try network.featureGradient(
      after: 0, pixels.span, batch: 1
    ) { features in
      #expect(features == [1, 2])
      return [0, 4]
    }
    #expect(distances == [5])
    // 2 (1 − 0) / 0.5 and 2 (2 − 4) / 0.125.
    #expect(gradient == [4, -32])
  }

  @Test func `features that are where they should be have no gradient`() throws {
    let network = try makeNetwork(backend: .portable)
    let pixels = makeBatch(2, for: network.model).pixels
    let (distances, gradient) = try network.featureGradient(
      after: 4, pixels.span, batch: 2
    ) { $0 }
    #expect(distances == [0, 0])
    #expect(gradient.allSatisfy { $0 == 0 })
  }
}
