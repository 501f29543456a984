import Kernels
import Networks
import Randomness
import Tensors
import TestSupport

/// A network of known weights with a backdoor in one unit, and images that its honest units sort.
///
/// An image has three pixels: `a`, `b` and the trigger's. Class 0 has a large `a`, class 1 a large
/// `b`, and the trigger's pixel is 0 in clean images. Of the hidden units, 0 sees `a`, 1 sees `b`, 2
/// sees the trigger alone and shouts for class 1, and 3 sees a little of `a`.
struct TrojanNetwork {
  /// The four hidden units as a convolution's channels, or as those of a linear layer.
  enum Kind: CaseIterable { case convolution, linear }

  static let shape = ImageShape(channels: 3, height: 1, width: 1)

  let model: Model
  let network: Network
  let parameters: [Float] =
    // Four units: three weights each.
    [4, 0, 0] + [0, 4, 0] + [0, 0, 8] + [0.5, 0, 0]
    // Their biases.
    + [0, 0, -0.5, -0.1]
    // Two classes: four weights each.
    + [1, -1, -4, 0.1] + [-1, 1, 4, -0.1]
    // Their biases.
    + [0, 0]

  init(_ kind: Kind) throws {
    let hidden: Layer =
      kind == .convolution ? .convolution(channels: 4, kernel: 1) : .linear(outputs: 4)
    model = try Model(
      name: "trojan", input: Self.shape, classCount: 2,
      layers: [hidden, .relu, .linear(outputs: 2)])
    network = try Network(
      model, backend: Backends.make(.portable), normalization: .identity(channels: 3))
  }

  /// The hidden layer's name.
  var hidden: String { model.places[0].name }

  /// Random clean images, both classes in turn.
  static func images(_ count: Int, seed: UInt64 = 1, trigger: Float = 0) -> ImageList {
    var random = RandomStream(seed: seed)
    var list = ImageList([], labels: [], shape: shape, classCount: 2)
    for index in 0..<count {
      let (strong, weak) = (Float(random.uniform(0.6, 1)), Float(random.uniform(0, 0.4)))
      list.images.append(
        index.isMultiple(of: 2) ? [strong, weak, trigger] : [weak, strong, trigger])
      list.labels.append(index % 2)
    }
    return list
  }

  /// The share of images that a model puts into class 1 although they are of class 0.
  func attackSuccessRate(_ parameters: [Float]) throws -> Double {
    let triggered = Self.images(100, seed: 9, trigger: 1)
    let classZero = ImageSubset(
      triggered, indices: (0..<100).filter { triggered.labels[$0] == 0 })
    try network.load(parameters)
    return 1 - (try network.evaluate(classZero).accuracy ?? .nan)
  }

  func accuracy(_ parameters: [Float]) throws -> Double {
    try network.load(parameters)
    return try network.evaluate(Self.images(100, seed: 8)).accuracy ?? .nan
  }
}
