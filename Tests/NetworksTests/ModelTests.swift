import Kernels
import Networks
import Options
import Randomness
import Tensors
import Testing

struct ModelTests {
  private let mnist = ImageShape(channels: 1, height: 28, width: 28)

  @Test(arguments: [
    ("softmax-regression", 7_850), ("mlp", 199_210), ("lenet", 431_080), ("mcmahan-cnn", 1_663_370),
  ])
  func `the published models have the published sizes on MNIST`(name: String, count: Int) throws {
    #expect(try Models.make(name, input: mnist, classCount: 10).parameterCount == count)
  }

  @Test func `tensors are named, shaped and ordered as PyTorch would`() throws {
    let layout = try Models.make("lenet", input: mnist, classCount: 10).layout
    #expect(
      layout.entries.map(\.name) == [
        "conv1.weight", "conv1.bias", "conv2.weight", "conv2.bias", "fc1.weight", "fc1.bias",
        "fc2.weight", "fc2.bias",
      ])
    #expect(
      layout.entries.map(\.shape) == [
        [20, 1, 5, 5], [20], [50, 20, 5, 5], [50], [500, 800], [500], [10, 500], [10],
      ])
    #expect(
      layout.entries.map(\.offset) == [0, 500, 520, 25_520, 25_570, 425_570, 426_070, 431_070])
    #expect(layout.entry(named: "conv2.weight")?.kind == .convolutionWeight)
    #expect(layout.entry(named: "fc1.weight")?.kind == .linearWeight)
    #expect(layout.entry(named: "fc1.bias")?.kind == .bias)
  }

  @Test func `layers know their names, shapes and tensors`() throws {
    let model = try Models.make("mcmahan-cnn", input: mnist, classCount: 10)
    #expect(
      model.places.map(\.name) == [
        "conv1", "relu1", "pool1", "conv2", "relu2", "pool2", "flatten1", "fc1", "relu3", "fc2",
      ])
    #expect(model.places[5].output == ImageShape(channels: 64, height: 7, width: 7))
    #expect(model.places[6].output == ImageShape(channels: 3_136, height: 1, width: 1))
    #expect(model.places[7].input == ImageShape(channels: 3_136, height: 1, width: 1))
    #expect(model.places[7].weight == model.layout.entry(named: "fc1.weight"))
    #expect(model.places[7].bias == model.layout.entry(named: "fc1.bias"))
    #expect(model.places[1].weight == nil && model.places[1].bias == nil)
    #expect(model.outputLayer == 9 && model.featureLayer == 8)
    #expect(model.lastConvolution == 3)
    #expect(model.layer(named: "fc1") == 7)
    #expect(model.layer(named: "fc9") == nil)
  }

  @Test func `a lone linear layer sees the image itself`() throws {
    let model = try Model(
      name: "x", input: mnist, classCount: 4, layers: [.linear(outputs: 4), .relu])
    #expect(model.outputLayer == 0 && model.featureLayer == nil && model.lastConvolution == nil)
  }

  @Test func `color images make wider first layers`() throws {
    let cifar = ImageShape(channels: 3, height: 32, width: 32)
    let model = try Models.make("lenet", input: cifar, classCount: 7)
    #expect(model.layout.entries[0].shape == [20, 3, 5, 5])
    #expect(model.layout.entries[4].shape == [500, 1_250])
    #expect(model.layout.entries[6].shape == [7, 500])
  }

  @Test func `a strided window leaves out what it cannot cover`() throws {
    let model = try Model(
      name: "strides", input: ImageShape(channels: 1, height: 9, width: 8), classCount: 2,
      layers: [
        .convolution(channels: 3, kernel: 3, stride: 2, padding: 1),
        .averagePooling(kernel: 2, stride: 3), .linear(outputs: 2),
      ])
    #expect(model.places[0].output == ImageShape(channels: 3, height: 5, width: 4))
    #expect(model.places[1].output == ImageShape(channels: 3, height: 2, width: 1))
    #expect(model.layout.entry(named: "fc1.weight")?.shape == [2, 6])
  }

  @Test func `impossible shapes are refused with the layer's name`() {
    let small = ImageShape(channels: 1, height: 6, width: 9)
    func refusal(_ layers: [Layer]) -> NetworkError? {
      do {
        _ = try Model(name: "x", input: small, classCount: 3, layers: layers)
        return nil
      } catch { return error }
    }
    #expect(refusal([]) == .nothingToLearn)
    #expect(refusal([.relu, .flatten]) == .nothingToLearn)
    #expect(
      refusal([.convolution(channels: 4, kernel: 1), .norm(.group(3)), .linear(outputs: 3)])
        == .indivisibleGroups(layer: 1, name: "gn1", channels: 4, groups: 3))
    #expect(
      refusal([.residual(channels: 9, norm: .group(2)), .linear(outputs: 3)])
        == .indivisibleGroups(layer: 0, name: "block1.bn1", channels: 9, groups: 2))
    #expect(
      refusal([.flatten, .norm(.batch), .linear(outputs: 3)])
        == .notAnImage(layer: 1, name: "bn1"))
    #expect(refusal([.linear(outputs: 7), .norm(.batch), .linear(outputs: 3)]) == nil)
    #expect(
      refusal([.flatten, .residual(channels: 2)]) == .notAnImage(layer: 1, name: "block1"))
    #expect(
      refusal([.linear(outputs: 3), .globalAveragePooling])
        == .notAnImage(layer: 1, name: "pool1"))
    #expect(
      refusal([.convolution(channels: 2, kernel: 7)])
        == .windowTooLarge(layer: 0, name: "conv1", kernel: 7, padding: 0, input: small))
    #expect(
      refusal([.relu, .maxPooling(kernel: 7)])
        == .windowTooLarge(layer: 1, name: "pool1", kernel: 7, padding: 0, input: small))
    // Six rows and one of zeros on each side hold a window of eight, and none of nine.
    #expect(
      refusal([.convolution(channels: 2, kernel: 8, padding: 1), .linear(outputs: 3)]) == nil)
    #expect(
      refusal([.convolution(channels: 2, kernel: 9, padding: 1)])
        == .windowTooLarge(layer: 0, name: "conv1", kernel: 9, padding: 1, input: small))
    #expect(
      refusal([.convolution(channels: 2, kernel: 3, padding: 3)])
        == .paddingTooLarge(layer: 0, name: "conv1", kernel: 3, padding: 3))
    #expect(
      refusal([.flatten, .convolution(channels: 2, kernel: 1)])
        == .notAnImage(layer: 1, name: "conv1"))
    #expect(
      refusal([.linear(outputs: 3), .averagePooling(kernel: 1)])
        == .notAnImage(layer: 1, name: "pool1"))
    #expect(
      refusal([.linear(outputs: 60_000), .linear(outputs: 60_000), .linear(outputs: 3)])
        == .tooManyParameters(layer: 1, name: "fc2", limit: 500_000_000))
    #expect(
      refusal([.linear(outputs: 4)])
        == .wrongOutput(seen: ImageShape(channels: 4, height: 1, width: 1), classCount: 3))
    #expect(
      refusal([.convolution(channels: 3, kernel: 6), .flatten])
        == .wrongOutput(seen: ImageShape(channels: 3, height: 1, width: 4), classCount: 3))
  }

  @Test func `every refusal says what was seen and what to do`() {
    let shape = ImageShape(channels: 2, height: 6, width: 9)
    #expect(
      NetworkError.windowTooLarge(layer: 3, name: "conv2", kernel: 9, padding: 1, input: shape)
        .description
        == "the 9×9 window of conv2 does not fit into 2×6×9 padded by 1; take a smaller kernel, "
        + "more padding or larger images")
    #expect(
      NetworkError.wrongOutput(seen: shape, classCount: 10).description
        == "the last layer gives 2×6×9 and there are 10 classes; end with a linear layer of 10 "
        + "outputs")
    #expect(
      NetworkError.windowTooLarge(
        layer: 3, name: "conv2", kernel: 9, padding: 1, input: shape
      ).layer == 3)
    #expect(NetworkError.nothingToLearn.layer == nil)
  }
}

struct InitialParameterTests {
  private let model = try? Models.make(
    "lenet", input: ImageShape(channels: 1, height: 28, width: 28), classCount: 10)

  @Test func `initial weights and biases are uniform within one over the root of the fan-in`()
    throws
  {
    let model = try #require(model)
    let parameters = model.initialParameters(using: RandomStream(seed: 3))
    #expect(parameters.count == model.parameterCount)
    let fanIns = [25, 25, 500, 500, 800, 800, 500, 500]
    for (entry, fanIn) in zip(model.layout.entries, fanIns) {
      let bound = 1 / Double(fanIn).squareRoot()
      let values = parameters[entry.range].map(Double.init)
      #expect(values.allSatisfy { abs($0) <= bound }, "\(entry.name)")
      // The variance of a uniform draw is bound²/3; its estimate's relative deviation is √(0.8/n).
      let variance = values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
      let deviation = (0.8 / Double(values.count)).squareRoot()
      #expect(abs(variance * 3 / (bound * bound) - 1) < 5 * deviation, "\(entry.name)")
    }
  }

  @Test func `each tensor has a stream of its own`() throws {
    let model = try #require(model)
    let random = RandomStream(seed: 3)
    let parameters = model.initialParameters(using: random)
    #expect(model.initialParameters(using: random) == parameters)
    #expect(model.initialParameters(using: RandomStream(seed: 4)) != parameters)
    let entry = try #require(model.layout.entry(named: "fc2.weight"))
    var stream = random.stream(for: "fc2.weight")
    let bound = 1 / 500.0.squareRoot()
    #expect(
      Array(parameters[entry.range.prefix(3)])
        == (0..<3).map { _ in Float(stream.uniform(-bound, bound)) })
  }
}
