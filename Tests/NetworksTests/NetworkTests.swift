import Kernels
import Networks
import Randomness
import Tensors
import Testing

/// A little of everything: padding, strides, both poolings, three channels, dropout.
let variedLayers: [Layer] = [
  .convolution(channels: 4, kernel: 3, padding: 1), .relu, .maxPooling(kernel: 2),
  .convolution(channels: 6, kernel: 3, stride: 2), .averagePooling(kernel: 2, stride: 1),
  .flatten, .relu, .linear(outputs: 9), .relu, .linear(outputs: 5),
]
let variedInput = ImageShape(channels: 3, height: 12, width: 14)

/// A network with random parameters.
func makeNetwork(
  _ layers: [Layer] = variedLayers, input: ImageShape = variedInput, classCount: Int = 5,
  backend: BackendName, seed: UInt64 = 5
) throws -> Network {
  let model = try Model(name: "test", input: input, classCount: classCount, layers: layers)
  return try makeNetwork(model, backend: backend, seed: seed)
}

func makeNetwork(_ model: Model, backend: BackendName, seed: UInt64 = 5) throws -> Network {
  let channels = model.input.channels
  let network = try Network(
    model, backend: Backends.make(backend),
    normalization: Normalization(
      mean: (0..<channels).map { 0.4 + 0.05 * Float($0) },
      deviation: (0..<channels).map { 0.3 - 0.04 * Float($0) }))
  try network.load(model.initialParameters(using: RandomStream(seed: seed)))
  return network
}

func makeBatch(_ count: Int, for model: Model, seed: UInt64 = 1) -> ImageBatch {
  let images = RandomImages(count, model.input, classCount: model.classCount, seed: seed)
  return .gather(images, 0..<count)
}

@Suite(.serialized) struct NetworkTests {
  private let random = RandomStream(seed: 9)

  @Test(arguments: Backends.available)
  func `parameters come back as they were loaded`(backend: BackendName) throws {
    let network = try makeNetwork(backend: backend)
    let parameters = (0..<network.model.parameterCount).map { Float($0) / 8 }
    try network.load(parameters)
    #expect(try network.parameters() == parameters)
  }

  @Test(arguments: Backends.available)
  func `a gradient that was set comes back and leaves the parameters alone`(backend: BackendName)
    throws
  {
    let network = try makeNetwork(backend: backend)
    let parameters = try network.parameters()
    let gradient = (0..<network.model.parameterCount).map { Float($0) - 100 }
    try network.setGradient(gradient)
    #expect(try network.gradient() == gradient)
    #expect(try network.parameters() == parameters)
  }

  @Test(arguments: Backends.available)
  func `softmax regression computes what its formula says`(backend: BackendName) throws {
    let input = ImageShape(channels: 1, height: 1, width: 2)
    let model = try Model(name: "x", input: input, classCount: 2, layers: [.linear(outputs: 2)])
    let network = try Network(
      model, backend: Backends.make(backend),
      normalization: Normalization(mean: [0.5], deviation: [0.25]))
    try network.load([1, 2, 3, 4, 0.5, -0.5])
    // (1, 0.5) becomes (2, 0): scores 1·2 + 0.5 = 2.5 and 3·2 − 0.5 = 5.5.
    let batch = ImageBatch(pixels: [1, 0.5], labels: [0], shape: input)
    #expect(try network.logits(batch.pixels.span, batch: 1) == [2.5, 5.5])
    let pass = try network.forwardBackward(batch, dropout: random)
    // −log(1 / (1 + e³)) and the probability of class 1, 1 / (1 + e⁻³).
    #expect(abs(pass.loss - 3.048587351573742) < 1e-7 && pass.correct == 0)
    let p = 0.9525741268224334
    let expected = [-2 * p, 0, 2 * p, 0, -p, p]
    for (got, expected) in zip(try network.gradient(), expected) {
      #expect(abs(Double(got) - expected) < 1e-6)
    }
  }

  @Test(arguments: Backends.available)
  func `an image's scores do not depend on its batch`(backend: BackendName) throws {
    let network = try makeNetwork(backend: backend)
    let batch = makeBatch(11, for: network.model)
    let together = try network.logits(batch.pixels.span, batch: 11)
    for index in 0..<11 {
      let alone = try network.logits(batch.pixels.span.extracting(batch.range(of: index)), batch: 1)
      for (got, expected) in zip(alone, together[index * 5..<index * 5 + 5]) {
        #expect(abs(got - expected) < 1e-5)
      }
    }
  }

  @Test func `backends agree on scores, gradients and all activations`() throws {
    let names = Backends.available
    let networks = try names.map { try makeNetwork(backend: $0) }
    let batch = makeBatch(7, for: networks[0].model)
    let first = networks[0]
    for network in networks.dropFirst() {
      for layer in variedLayers.indices {
        let got = try network.activations(after: layer, batch.pixels.span, batch: 7)
        let expected = try first.activations(after: layer, batch.pixels.span, batch: 7)
        #expect(got.count == 7 * first.model.places[layer].output.count)
        #expect(largestGap(got, expected) < 1e-5, "layer \(layer)")
      }
      let pass = try network.forwardBackward(batch, dropout: random)
      let expected = try first.forwardBackward(batch, dropout: random)
      #expect(abs(pass.loss - expected.loss) < 1e-5 && pass.correct == expected.correct)
      #expect(largestGap(try network.gradient(), try first.gradient()) < 1e-5)
    }
  }

  @Test(arguments: Backends.available)
  func `activations are those behind a fused rectifier, in CHW order`(backend: BackendName) throws {
    // A 1×1 convolution that copies channel 0, negates channel 1 and adds both.
    let input = ImageShape(channels: 2, height: 1, width: 2)
    let model = try Model(
      name: "x", input: input, classCount: 1,
      layers: [.convolution(channels: 3, kernel: 1), .relu, .flatten, .linear(outputs: 1)])
    let network = try Network(
      model, backend: Backends.make(backend), normalization: .identity(channels: 2))
    try network.load([1, 0, 0, -1, 1, 1, 0, 0, -1] + [1, 2, 3, 4, 5, 6] + [0.5])
    let pixels: [Float] = [0.25, 0.5, 0.75, 1]
    // Channels: (0.25, 0.5), (−0.75, −1) cut to 0, (0, 0.5) after the bias of −1.
    let expected: [Float] = [0.25, 0.5, 0, 0, 0, 0.5]
    for layer in 0..<3 {
      #expect(try network.activations(after: layer, pixels.span, batch: 1) == expected)
    }
    #expect(try network.logits(pixels.span, batch: 1) == [0.25 + 1 + 3 + 0.5])
  }

  @Test(arguments: Backends.available)
  func `many batch sizes in turn give what a fresh network gives`(backend: BackendName) throws {
    let network = try makeNetwork(backend: backend)
    let batch = makeBatch(12, for: network.model)
    for size in Array(1...12) + [12, 3, 12, 1] {
      let pixels = batch.pixels.span.extracting(0..<size * batch.shape.count)
      let fresh = try makeNetwork(backend: backend).logits(pixels, batch: size)
      #expect(try network.logits(pixels, batch: size) == fresh)
    }
  }
}

/// The largest difference of two arrays of the same length.
func largestGap(_ first: [Float], _ second: [Float]) -> Float {
  guard first.count == second.count else { return .infinity }
  return zip(first, second).map { abs($0 - $1) }.max() ?? 0
}
