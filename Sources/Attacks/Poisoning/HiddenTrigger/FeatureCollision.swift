package import Networks
package import Options
import Tensors

/// Changes images within a small box until their features are those of others; the keys of
/// `collision` in an attack's section.
///
/// Minimizes `Σ ‖φ(zᵢ) − φ(s̃ᵢ)‖²` by projected gradient descent, `z ← clip(z − η ∇)`, with partners
/// that are matched anew in every step. As in the authors' code, which takes 5000 steps, up to 100
/// images go together, and none of them moves on once all distances are small.
/// Source: Saha et al., AAAI 2020, arXiv:1910.00033, algorithm 1.
package struct FeatureCollision: Codable, Sendable, Equatable {
  /// How far a pixel may go, in 0...1.
  package var epsilon = 16.0 / 255
  /// η in the first step.
  package var learningRate = 0.01
  /// What η is multiplied with every `decayEvery` steps, in 0...1.
  package var decay = 0.95
  package var decayEvery = 2000
  /// The most steps.
  package var steps = 500
  /// The squared distance that is small enough.
  package var enough = 0.0
  /// The layer whose values are the features; nil for the one in front of the last.
  package var layer: String?

  package init() {}

  package static let schema = OptionSchema([
    .init("epsilon", .rate, default: .double(16.0 / 255), "how far a pixel may go, of 0 to 1"),
    .init(
      "learning_rate", .number(above: 0), default: 0.01,
      "the factor of a pixel's gradient in one step"),
    .init("decay", .rate, default: 0.95, "what the learning rate is multiplied with at times"),
    .init(
      "decay_every", .integer(atLeast: 1), default: 2000, "the steps from one time to the next"),
    .init("steps", .integer(1...1_000_000), default: 500, "the most steps"),
    .init(
      "enough", .number(atLeast: 0), default: 0.0,
      "the squared distance of features at which images are done; 10 in the authors' code"),
    .optional(
      "layer", .text, "the layer whose values are the features; left out, the one before the last"),
  ])

  /// The options in a mapping that the schema has resolved.
  init(_ section: OptionValue) {
    do {
      self = try section.decoded()
    } catch {
      preconditionFailure("the schema of the collision and its options disagree: \(error)")
    }
  }

  /// Images that go through the network at once.
  private static let batchSize = 100

  /// Gives images the features of others.
  ///
  /// - Parameters:
  ///   - images: to be changed.
  ///   - sources: as many images, `images.count × shape.count` pixels in 0...1, whose features they get.
  ///   - network: with the parameters of the model that gives the features; they stay.
  /// - Returns: `images.count × shape.count` pixels in 0...1, each within `epsilon` of the image's.
  /// - Throws: `HiddenTriggerError` for a layer that is not there; `KernelError`.
  package func poisons(
    from images: ImageBatch, towards sources: [Float], network: Network
  ) throws -> [Float] {
    precondition(
      sources.count == images.pixels.count,
      "\(sources.count) source pixels for \(images.pixels.count)")
    let layer = try featureLayer(of: network.model)
    let size = images.shape.count
    var poisons: [Float] = []
    for start in stride(from: 0, to: images.count, by: Self.batchSize) {
      let range = start * size..<min(start + Self.batchSize, images.count) * size
      poisons += try collide(
        Array(images.pixels[range]), with: Array(sources[range]), count: range.count / size,
        layer: layer, network: network)
    }
    return poisons
  }

  // MARK: - Details

  private func featureLayer(of model: Model) throws -> Int {
    guard let name = layer else {
      guard let layer = model.featureLayer else {
        throw HiddenTriggerError.noFeatures(model: model.name)
      }
      return layer
    }
    guard let layer = model.layer(named: name) else {
      throw HiddenTriggerError.unknownLayer(name: name, known: model.places.map(\.name))
    }
    return layer
  }

  private func collide(
    _ images: [Float], with sources: [Float], count: Int, layer: Int, network: Network
  ) throws -> [Float] {
    let features = try network.activations(after: layer, sources.span, batch: count)
    let width = features.count / count
    let reach = Float(epsilon)
    var poisons = images
    var rate = learningRate
    for step in 0..<steps {
      if step > 0, step.isMultiple(of: decayEvery) { rate *= decay }
      let (distances, gradient) = try network.featureGradient(
        after: layer, poisons.span, batch: count
      ) { current in
        GreedyMatching.greedy(current, features, count: count).flatMap {
          features[$0 * width..<($0 + 1) * width]
        }
      }
      if distances.allSatisfy({ $0 <= enough }) { break }
      for pixel in poisons.indices {
        let moved = poisons[pixel] - Float(rate) * gradient[pixel]
        let clean = images[pixel]
        poisons[pixel] = min(1, clean + reach, max(0, clean - reach, moved))
      }
    }
    return poisons
  }
}
