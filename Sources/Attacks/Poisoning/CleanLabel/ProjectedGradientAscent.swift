package import Networks
package import Options
package import Randomness
import Tensors

/// Pushes images away from their class, within a box around each pixel.
///
/// `x ← clip(x + step · sign ∇ₓ loss)`, kept within `ε` of the clean pixel and within 0...1.
/// Source: Madry et al., ICLR 2018, arXiv:1706.06083, section 2.1; for clean labels Turner et al.
/// 2019, arXiv:1912.02771.
package struct ProjectedGradientAscent: Sendable, Equatable, Codable {
  /// How far a pixel may go, in 0...1.
  package var epsilon = 0.3
  /// How far it goes in one step, above 0.
  package var stepSize = 0.1
  package var steps = 100
  /// Whether the first step starts at a random place in the box.
  package var randomStart = false

  package init() {}

  /// The defaults are those of the Adversarial Robustness Toolbox.
  package static let schema = OptionSchema([
    .init("epsilon", .rate, default: 0.3, "how far a pixel may go, of 0 to 1"),
    .init("step_size", .number(above: 0), default: 0.1, "how far it goes in one step"),
    .init("steps", .integer(1...100_000), default: 100, "the number of steps"),
    .init("random_start", .bool, default: false, "start at a random place instead of the image"),
  ])

  /// Images that go through the network at once.
  private static let batchSize = 64

  /// Perturbs images so that the network takes them for another class than theirs.
  ///
  /// - Parameters:
  ///   - images: with their true labels.
  ///   - network: with the parameters of the model to deceive; they stay.
  ///   - random: for random starts.
  /// - Returns: `images.count × shape.count` pixels in 0...1, each within `epsilon` of the image's.
  /// - Throws: `KernelError`.
  package func perturbed(
    _ images: ImageBatch, network: Network, random: RandomStream
  ) throws -> [Float] {
    var result: [Float] = []
    for start in stride(from: 0, to: images.count, by: Self.batchSize) {
      let end = min(start + Self.batchSize, images.count)
      let size = images.shape.count
      let part = ImageBatch(
        pixels: Array(images.pixels[start * size..<end * size]),
        labels: Array(images.labels[start..<end]), shape: images.shape)
      result += try climb(part, network: network, random: random.stream(at: start))
    }
    return result
  }

  // MARK: - Details

  private func climb(
    _ clean: ImageBatch, network: Network, random: RandomStream
  ) throws -> [Float] {
    var batch = clean
    if randomStart { scatter(&batch.pixels, random: random) }
    for _ in 0..<steps {
      let gradient = try network.pixelGradient(batch).gradient
      for index in gradient.indices where gradient[index] != 0 {
        let step = Float(gradient[index] > 0 ? stepSize : -stepSize)
        batch.pixels[index] = project(batch.pixels[index] + step, around: clean.pixels[index])
      }
    }
    return batch.pixels
  }

  private func scatter(_ pixels: inout [Float], random: RandomStream) {
    var random = random
    for index in pixels.indices {
      let moved = pixels[index] + Float(random.uniform(-epsilon, epsilon))
      pixels[index] = project(moved, around: pixels[index])
    }
  }

  private func project(_ value: Float, around center: Float) -> Float {
    let bound = Float(epsilon)
    return min(1, max(0, min(center + bound, max(center - bound, value))))
  }
}
