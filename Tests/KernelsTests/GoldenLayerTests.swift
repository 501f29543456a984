import Kernels
import Options
import Tensors
import TestSupport
import Testing

/// Layers against PyTorch's values and gradients.
@Suite struct GoldenLayerTests {
  static let golden = try? GoldenFile("layers")

  static func cases(_ algorithms: String...) -> [GoldenCase] {
    algorithms.flatMap { golden?.cases(of: $0) ?? [] }
  }

  @Test func `all cases are there`() throws {
    #expect(try GoldenFile("layers").cases.count == 33)
  }

  @Test(arguments: Setup.all, cases("conv2d"))
  func `convolutions agree`(setup: Setup, golden: GoldenCase) throws {
    let weight = try golden.tensor("weight")
    let kernel = try setup.make().convolution(
      ConvolutionGeometry(
        input: try golden.imageShape("input"), outputChannels: weight.shape[0],
        kernel: weight.shape[2], stride: try #require(golden.parameters["stride"]?.integer),
        padding: try #require(golden.parameters["padding"]?.integer)),
      layout: setup.layout, fusesReLU: false)
    let run = try golden.run(kernel)
    try golden.check(run)
  }

  @Test(arguments: Setup.all, cases("linear"))
  func `linear layers agree`(setup: Setup, golden: GoldenCase) throws {
    let weight = try golden.tensor("weight")
    let kernel = try setup.make().linear(
      input: try golden.imageShape("input"), outputs: weight.shape[0], layout: setup.layout,
      fusesReLU: false)
    try golden.check(try golden.run(kernel))
  }

  @Test(arguments: Setup.all, cases("max_pool", "average_pool"))
  func `pooling agrees, ties included`(setup: Setup, golden: GoldenCase) throws {
    let geometry = PoolingGeometry(
      golden.algorithm == "max_pool" ? .maximum : .average, input: try golden.imageShape("input"),
      kernel: try #require(golden.parameters["kernel"]?.integer),
      stride: try #require(golden.parameters["stride"]?.integer))
    try golden.check(try golden.run(try setup.make().pooling(geometry, layout: setup.layout)))
  }

  @Test(arguments: Setup.all, cases("global_average_pool"))
  func `means of channels agree`(setup: Setup, golden: GoldenCase) throws {
    let kernel = try setup.make().globalAveragePooling(
      try golden.imageShape("input"), layout: setup.layout)
    try golden.check(try golden.run(kernel))
  }

  @Test(arguments: Setup.all, cases("relu"))
  func `rectifiers agree`(setup: Setup, golden: GoldenCase) throws {
    let kernel = try setup.make().relu(try golden.imageShape("input"), layout: setup.layout)
    try golden.check(try golden.run(kernel))
  }

  @Test(arguments: cases("cross_entropy"))
  func `the loss agrees`(golden: GoldenCase) throws {
    let scores = try golden.tensor("logits")
    let labels = try golden.floats("integer").map { Int($0) }
    let classes = scores.shape[1]
    let outcome = SoftmaxCrossEntropy.evaluate(
      scores.values.span, labels: labels.span, classCount: classes)
    var gradient = Array(repeating: Float.nan, count: scores.values.count)
    var span = gradient.mutableSpan
    SoftmaxCrossEntropy.differentiate(
      scores.values.span, labels: labels.span, classCount: classes, into: &span)
    #expect(try golden.excess([outcome.lossSum / Double(labels.count)], "loss") <= 0)
    #expect(try golden.excess(gradient, "inputGradient.logits") <= 0)
  }

  @Test(arguments: cases("softmax"))
  func `probabilities agree`(golden: GoldenCase) throws {
    let scores = try golden.tensor("logits")
    var probabilities = Array(repeating: Float.nan, count: scores.values.count)
    var span = probabilities.mutableSpan
    SoftmaxCrossEntropy.probabilities(
      scores.values.span, classCount: scores.shape[1], into: &span)
    #expect(try golden.excess(probabilities, "output") <= 0)
  }
}

extension GoldenCase {
  /// The shape of one image; vectors are images of one pixel.
  func imageShape(_ key: String) throws -> ImageShape {
    let shape = try tensor(key).shape.dropFirst() + [1, 1]
    return ImageShape(channels: shape[1], height: shape[2], width: shape[3])
  }

  /// Runs a kernel on the case's inputs; a bias that the case lacks is 0.
  func run(_ kernel: any LayerKernel) throws -> LayerRun {
    let names = ["weight", "bias"]
    let parameters = try zip(names, kernel.parameters).map { name, parameter in
      inputs[name] == nil ? Array(repeating: 0, count: parameter.count) : try floats(name)
    }
    let input = try tensor("input")
    return try LayerRun(
      kernel, batch: input.shape[0], input: input.values, upstream: try floats("upstream"),
      parameters: parameters)
  }

  /// Compares everything that the case expects.
  func check(_ run: LayerRun) throws {
    #expect(try excess(run.output, "output") <= 0)
    #expect(try excess(run.inputGradient, "inputGradient.input") <= 0)
    for (name, gradient) in zip(["weight", "bias"], run.parameterGradients)
    where expected["gradient.\(name)"] != nil {
      #expect(try excess(gradient, "gradient.\(name)") <= 0)
    }
  }
}
