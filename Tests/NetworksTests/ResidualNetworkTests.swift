import Kernels
import Networks
import Options
import Randomness
import Tensors
import Testing

struct ResidualNetworkTests {
  static let mnist = ImageShape(channels: 1, height: 28, width: 28)
  static let cifar = ImageShape(channels: 3, height: 32, width: 32)

  @Test(arguments: [("resnet-8", 78_042), ("resnet-18", 11_173_962), ("vgg-9", 3_491_530)])
  func `the larger models have the published sizes on CIFAR-10`(name: String, count: Int) throws {
    let model = try Models.make(name, input: Self.cifar, classCount: 10)
    #expect(model.parameterCount == count)
    #expect(model.hasBatchNorm == name.hasPrefix("resnet"))
    if name == "resnet-18" { #expect(model.bufferLayout.count == 9_600) }
    // As many scales and shifts, and nothing to keep in mind.
    guard name != "vgg-9" else { return }
    let grouped = try Models.make(
      name, options: ["norm": "group-norm"], input: Self.cifar, classCount: 10)
    #expect(grouped.layout == model.layout)
    #expect(grouped.bufferLayout.entries.isEmpty && !grouped.hasBatchNorm)
  }

  @Test func `tensors are named as torchvision names them`() throws {
    let model = try Models.make("resnet-18", input: Self.cifar, classCount: 10)
    let names = model.layout.entries.map(\.name)
    #expect(names.count == 62)
    #expect(
      names.prefix(5) == [
        "conv1.weight", "bn1.weight", "bn1.bias", "layer1.0.conv1.weight", "layer1.0.bn1.weight",
      ])
    #expect(names.suffix(2) == ["fc.weight", "fc.bias"])
    #expect(names.contains("layer4.1.conv2.weight"))
    #expect(names.filter { $0.contains("downsample") }.count == 9)
    #expect(model.layout.entry(named: "layer2.0.downsample.0.weight")?.shape == [128, 64, 1, 1])
    #expect(model.layout.entry(named: "layer2.0.downsample.1.weight")?.kind == .normScale)
    #expect(
      model.bufferLayout.entries.prefix(4).map(\.name) == [
        "bn1.running_mean", "bn1.running_var", "layer1.0.bn1.running_mean",
        "layer1.0.bn1.running_var",
      ])
    #expect(
      model.bufferLayout.entry(named: "layer3.0.downsample.1.running_var")?.kind
        == .runningVariance)
    #expect(model.places[model.outputLayer].name == "fc")
    #expect(model.lastConvolution == model.layer(named: "layer4.1"))
    #expect(model.places.first { $0.name == "layer4.1" }?.weight == nil)
  }

  @Test func `convolutions before norms start as He and others say, norms as the identity`() throws
  {
    let model = try Models.make("resnet-8", input: Self.cifar, classCount: 10)
    let parameters = model.initialParameters(using: RandomStream(seed: 4))
    #expect(parameters.count == model.parameterCount)
    for entry in model.layout.entries {
      let values = parameters[entry.range].map(Double.init)
      switch entry.kind {
      case .normScale: #expect(values.allSatisfy { $0 == 1 })
      case .normShift: #expect(values.allSatisfy { $0 == 0 })
      case .convolutionWeight:
        let variance = 2 / Double(entry.count / entry.shape[1])
        let measured = values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
        // The relative deviation of a normal sample's variance is √(2/n).
        #expect(
          abs(measured / variance - 1) < 5 * (2 / Double(values.count)).squareRoot(),
          "\(entry.name)")
      default: #expect(entry.name.hasPrefix("fc"))
      }
    }
    #expect(model.initialBuffers().count == model.bufferLayout.count)
    #expect(Set(model.initialBuffers()) == [0, 1])
  }

  @Test(arguments: Backends.available, ["resnet-8", "vgg-9"])
  func `the models work on gray images of 28 by 28`(backend: BackendName, name: String) throws {
    let model = try Models.make(name, input: Self.mnist, classCount: 10)
    let network = try makeNetwork(model, backend: backend)
    let batch = makeBatch(3, for: model)
    let scores = try network.logits(batch.pixels.span, batch: 3)
    #expect(scores.count == 30 && scores.allSatisfy { $0.isFinite })
    let pass = try network.forwardBackward(batch, dropout: RandomStream(seed: 1))
    #expect(pass.loss.isFinite)
    #expect(try network.gradient().allSatisfy { $0.isFinite })
  }

  @Test func `backends agree on a whole residual network`() throws {
    let model = try Models.make("resnet-8", input: Self.cifar, classCount: 10)
    let batch = makeBatch(6, for: model)
    var results: [(loss: Double, gradient: [Float], state: ModelState)] = []
    for backend in Backends.available {
      let network = try makeNetwork(model, backend: backend)
      let pass = try network.forwardBackward(batch, dropout: RandomStream(seed: 1))
      results.append((pass.loss, try network.gradient(), try network.state()))
    }
    for other in results.dropFirst() {
      #expect(abs(other.loss - results[0].loss) < 1e-4)
      // Rectifiers flip within rounding here and there.
      let scale = results[0].gradient.map(abs).max() ?? 0
      #expect(largestGap(other.gradient, results[0].gradient) < 1e-2 * scale)
      #expect(largestGap(other.state.buffers, results[0].state.buffers) < 1e-5)
    }
  }
}

/// Running statistics on their way through training.
struct BufferTests {
  private let layers: [Layer] = [
    .convolution(channels: 4, kernel: 3, hasBias: false), .norm(.batch), .relu,
    .residual(channels: 6, stride: 2), .globalAveragePooling, .linear(outputs: 5),
  ]
  private let options = TrainingOptions(
    localEpochs: 2, batchSize: 4, optimizer: OptimizerOptions(learningRate: 0.1, momentum: 0.9))

  @Test(arguments: Backends.available)
  func `a state comes back as it was loaded`(backend: BackendName) throws {
    let network = try makeNetwork(layers, backend: backend)
    let model = network.model
    #expect(try network.state().buffers == model.initialBuffers())
    let state = ModelState(
      parameters: (0..<model.parameterCount).map { Float($0) / 8 },
      buffers: (0..<model.bufferLayout.count).map { Float($0) / 4 })
    try network.load(state)
    #expect(try network.state() == state)
    try network.load(model.initialParameters(using: RandomStream(seed: 1)))
    #expect(try network.state().buffers == state.buffers)
  }

  @Test(arguments: Backends.available)
  func `training moves the buffers, scoring and looking do not`(backend: BackendName) throws {
    let network = try makeNetwork(layers, backend: backend)
    let batch = makeBatch(6, for: network.model)
    let before = try network.state()
    _ = try network.evaluate(RandomImages(7, variedInput, classCount: 5))
    _ = try network.logits(batch.pixels.span, batch: 6)
    _ = try network.pixelGradient(batch)
    #expect(try network.state() == before)
    _ = try network.forwardBackward(batch, dropout: RandomStream(seed: 2))
    let after = try network.state()
    #expect(after.parameters == before.parameters)
    #expect(zip(after.buffers, before.buffers).allSatisfy { $0 != $1 })
  }

  @Test(arguments: Backends.available)
  func `the running mean is a tenth of the batch's after one step`(backend: BackendName) throws {
    let layers: [Layer] = [.norm(.batch), .linear(outputs: 2)]
    let input = ImageShape(channels: 1, height: 1, width: 2)
    let model = try Model(name: "x", input: input, classCount: 2, layers: layers)
    let network = try Network(
      model, backend: Backends.make(backend), normalization: .identity(channels: 1))
    try network.load(model.initialParameters(using: RandomStream(seed: 1)))
    let batch = ImageBatch(pixels: [0, 0.25, 0.5, 1], labels: [0, 1], shape: input)
    _ = try network.forwardBackward(batch, dropout: RandomStream(seed: 1))
    let buffers = try network.state().buffers
    // Mean 0.4375; squared distances 0.191, 0.035, 0.004, 0.316 sum to 0.546875, over 3 for the
    // running variance: 0.1823.
    #expect(abs(buffers[0] - 0.04375) < 1e-6)
    #expect(abs(buffers[1] - (0.9 + 0.1 * 0.546875 / 3)) < 1e-6)
  }

  @Test(arguments: Backends.available)
  func `an update depends on the state it starts from, not on what was trained before`(
    backend: BackendName
  ) throws {
    let images = RandomImages(10, variedInput, classCount: 5)
    let others = RandomImages(9, variedInput, classCount: 5, seed: 8)
    let (used, fresh) = (
      try makeNetwork(layers, backend: backend), try makeNetwork(layers, backend: backend)
    )
    let parameters = try fresh.parameters()
    let random = RandomStream(seed: 6)
    let training = LocalTraining(options)
    _ = try training.run(used, from: parameters, on: others, random: random)
    let second = try training.run(used, from: parameters, on: images, random: random)
    let first = try training.run(fresh, from: parameters, on: images, random: random)
    #expect(first == second)
    #expect(first.buffers.count == fresh.model.bufferLayout.count)
    #expect(first.buffers == (try fresh.state().buffers))
    var hooks = NoHooks()
    let moved = ModelState(
      parameters: parameters, buffers: first.buffers)
    let third = try training.run(fresh, from: moved, on: images, random: random, hooks: &hooks)
    // Training normalizes by the batch, so only the buffers differ.
    #expect(third.update == first.update && third.buffers != first.buffers)
  }

  @Test(arguments: Backends.available)
  func `a last batch of one image is skipped where batches are normalized`(backend: BackendName)
    throws
  {
    let random = RandomStream(seed: 6)
    var training = options
    training.shuffle = false
    training.localEpochs = 1
    let network = try makeNetwork(layers, backend: backend)
    let parameters = try network.parameters()
    let nine = RandomImages(9, variedInput, classCount: 5)
    let eight = ImageSubset(nine, indices: Array(0..<8))
    let long = try LocalTraining(training).run(network, from: parameters, on: nine, random: random)
    let short = try LocalTraining(training).run(
      network, from: parameters, on: eight, random: random)
    #expect(long.update == short.update && long.buffers == short.buffers)
    #expect(long.sampleCount == 9 && short.sampleCount == 8)
    // Without batch normalization the ninth image counts.
    let plain: [Layer] = [.convolution(channels: 4, kernel: 3), .relu, .linear(outputs: 5)]
    let other = try makeNetwork(plain, backend: backend)
    let start = try other.parameters()
    #expect(
      try LocalTraining(training).run(other, from: start, on: nine, random: random).update
        != LocalTraining(training).run(other, from: start, on: eight, random: random).update)
  }

  @Test(arguments: Backends.available)
  func `a residual network learns`(backend: BackendName) throws {
    let network = try makeNetwork(layers, backend: backend)
    let images = RandomImages(24, variedInput, classCount: 5)
    var training = options
    training.localEpochs = 60
    training.batchSize = 12
    let outcome = try LocalTraining(training).run(
      network, from: try network.parameters(), on: images, random: RandomStream(seed: 6))
    // Noise with random labels can only be learned by heart; chance is 1.6.
    #expect(outcome.loss < 0.8)
    // Evaluation by running statistics has learned them, too.
    #expect(try network.evaluate(images).meanLoss ?? 9 < 1.2)
  }
}
