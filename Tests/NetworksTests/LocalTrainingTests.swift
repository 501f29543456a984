import Kernels
import Networks
import Randomness
import Tensors
import Testing

struct LocalTrainingTests {
  private let images = RandomImages(22, variedInput, classCount: 5)
  private let random = RandomStream(seed: 77).stream(for: "round", 1, "client", 2)

  private func options(
    epochs: Int = 1, batchSize: Int = 8, shuffle: Bool = true, rate: Double = 0.1,
    momentum: Double = 0, weightDecay: Double = 0
  ) -> TrainingOptions {
    TrainingOptions(
      localEpochs: epochs, batchSize: batchSize, shuffle: shuffle,
      optimizer: OptimizerOptions(
        learningRate: rate, momentum: momentum, weightDecay: weightDecay))
  }

  private func train(
    _ options: TrainingOptions, backend: BackendName, images: (any LabeledImages)? = nil
  ) throws -> TrainingOutcome {
    let network = try makeNetwork(backend: backend)
    return try LocalTraining(options).run(
      network, from: network.parameters(), on: images ?? self.images, random: random)
  }

  @Test(arguments: Backends.available)
  func `no epochs and no rate change nothing`(backend: BackendName) throws {
    for options in [options(epochs: 0), options(epochs: 2, rate: 0, momentum: 0.9)] {
      let outcome = try train(options, backend: backend)
      #expect(outcome.update.allSatisfy { $0 == 0 })
      #expect(outcome.sampleCount == 22)
      #expect((outcome.loss > 0) == (options.localEpochs > 0))
    }
    let none = try train(options(), backend: backend, images: ImageSubset(images, indices: []))
    #expect(none.update.allSatisfy { $0 == 0 })
    #expect(none.sampleCount == 0 && none.loss == 0 && none.accuracy == 0)
  }

  @Test(arguments: Backends.available)
  func `one step on all images is the gradient times the rate`(backend: BackendName) throws {
    let outcome = try train(options(batchSize: 22, shuffle: false, rate: 0.125), backend: backend)
    let network = try makeNetwork(backend: backend)
    let parameters = try network.parameters()
    let pass = try network.forwardBackward(.gather(images, 0..<22), dropout: random)
    let gradient = try network.gradient()
    // The very arithmetic of the optimizer and of the subtraction, so equal bits.
    let expected = zip(parameters, gradient).map { w, g in (w - 0.125 * g) - w }
    #expect(outcome.update == expected)
    #expect(abs(outcome.loss - pass.loss) < 1e-7)
    #expect(outcome.accuracy == Double(pass.correct) / 22)
  }

  @Test(arguments: Backends.available)
  func `equal images and streams give equal updates, also from a used network`(
    backend: BackendName
  ) throws {
    let options = options(epochs: 2, momentum: 0.9, weightDecay: 0.01)
    let network = try makeNetwork(backend: backend)
    let parameters = try network.parameters()
    let first = try LocalTraining(options).run(
      network, from: parameters, on: images, random: random)
    let second = try LocalTraining(options).run(
      network, from: parameters, on: images, random: random)
    #expect(first == second)
    #expect(try train(options, backend: backend) == first)
    let other = try LocalTraining(options).run(
      network, from: parameters, on: images, random: random.stream(for: "client", 3))
    #expect(first.update != other.update)
  }

  @Test(arguments: Backends.available)
  func `the network is left with the trained parameters`(backend: BackendName) throws {
    let network = try makeNetwork(backend: backend)
    let parameters = try network.parameters()
    let outcome = try LocalTraining(options()).run(
      network, from: parameters, on: images, random: random)
    #expect(zip(try network.parameters(), parameters).map { $0 - $1 } == outcome.update)
    #expect(outcome.update.contains { $0 != 0 })
  }

  @Test(arguments: Backends.available)
  func `loss and accuracy are those of the last epoch`(backend: BackendName) throws {
    let all = ImageBatch.gather(images, 0..<22)
    let network = try makeNetwork(backend: backend)
    let start = try network.parameters()
    let twice = try LocalTraining(options(epochs: 2, batchSize: 22, rate: 0.5)).run(
      network, from: start, on: images, random: random)
    _ = try LocalTraining(options(epochs: 1, batchSize: 22, rate: 0.5)).run(
      network, from: start, on: images, random: random)
    // The second epoch starts where the first ended; only the order within its sum may differ.
    let pass = try network.forwardBackward(all, dropout: random)
    #expect(abs(twice.loss - pass.loss) < 1e-5)
    #expect(twice.accuracy == Double(pass.correct) / 22)
  }

  @Test(arguments: Backends.available)
  func `momentum and weight decay follow their formula`(backend: BackendName) throws {
    let rate: Float = 0.1
    let (momentum, decay): (Float, Float) = (0.9, 0.01)
    let outcome = try train(
      options(shuffle: false, rate: 0.1, momentum: 0.9, weightDecay: 0.01), backend: backend)
    let network = try makeNetwork(backend: backend)
    let start = try network.parameters()
    var weights = start
    var velocity = weights.map { _ in Float(0) }
    for indices in [0..<8, 8..<16, 16..<22] {
      try network.load(weights)
      _ = try network.forwardBackward(.gather(images, indices), dropout: random)
      let gradient = try network.gradient()
      for index in weights.indices {
        velocity[index] = momentum * velocity[index] + gradient[index] + decay * weights[index]
        weights[index] -= rate * velocity[index]
      }
    }
    let expected = zip(weights, start).map { $0 - $1 }
    #expect(largestGap(outcome.update, expected) < 1e-6)
  }

  @Test(arguments: Backends.available)
  func `adam follows its formula`(backend: BackendName) throws {
    let outcome = try train(
      TrainingOptions(
        localEpochs: 1, batchSize: 8, shuffle: false,
        optimizer: OptimizerOptions(
          .adam, learningRate: 0.01, weightDecay: 0.1, beta1: 0.8, beta2: 0.95, epsilon: 1e-4)),
      backend: backend)
    let network = try makeNetwork(backend: backend)
    let start = try network.parameters()
    var weights = start.map(Double.init)
    var (first, second) = (weights.map { _ in 0.0 }, weights.map { _ in 0.0 })
    var (power1, power2) = (1.0, 1.0)
    for indices in [0..<8, 8..<16, 16..<22] {
      try network.load(weights.map { Float($0) })
      _ = try network.forwardBackward(.gather(images, indices), dropout: random)
      power1 *= 0.8
      power2 *= 0.95
      for (index, gradient) in try network.gradient().enumerated() {
        let g = Double(gradient) + 0.1 * weights[index]
        first[index] = 0.8 * first[index] + 0.2 * g
        second[index] = 0.95 * second[index] + 0.05 * g * g
        weights[index] -=
          0.01 * (first[index] / (1 - power1))
          / ((second[index] / (1 - power2)).squareRoot() + 1e-4)
      }
    }
    let expected = zip(weights, start).map { Float($0 - Double($1)) }
    #expect(largestGap(outcome.update, expected) < 2e-5)
    #expect(outcome.update.contains { abs($0) > 0.01 })
  }
}

/// Writes down what local training shows its hooks.
private struct Recorder: TrainingHooks {
  var batches: [[Int]] = []
  var steps: [String] = []

  mutating func prepare(_ batch: inout ImageBatch, step: Int) {
    batches.append(batch.labels)
    steps.append("prepare \(step)")
  }
  mutating func adjustGradient(of network: Network, step: Int) { steps.append("adjust \(step)") }
  mutating func afterStep(_ network: Network, step: Int) { steps.append("after \(step)") }
}

/// Images whose labels are their positions.
private struct NumberedImages: LabeledImages {
  let count: Int
  var shape: ImageShape { ImageShape(channels: 1, height: 1, width: 1) }
  var classCount: Int { count }
  func label(at index: Int) -> Int { index }
  func read(_ index: Int, into pixels: inout MutableSpan<Float>) { pixels[0] = 1 }
}

struct BatchOrderTests {
  private func batches(shuffle: Bool, epochs: Int) throws -> [[Int]] {
    let images = NumberedImages(count: 11)
    let model = try Models.make(
      "softmax-regression", input: images.shape, classCount: images.classCount)
    let network = try makeNetwork(model, backend: .portable)
    var recorder = Recorder()
    let options = TrainingOptions(
      localEpochs: epochs, batchSize: 4, shuffle: shuffle,
      optimizer: OptimizerOptions(learningRate: 0.1))
    _ = try LocalTraining(options).run(
      network, from: network.parameters(), on: images, random: RandomStream(seed: 2),
      hooks: &recorder)
    return recorder.batches
  }

  @Test func `without shuffling the order is kept and the last batch is smaller`() throws {
    let epoch = [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10]]
    #expect(try batches(shuffle: false, epochs: 2) == epoch + epoch)
  }

  @Test func `each epoch has an order of its own that holds every image once`() throws {
    let all = try batches(shuffle: true, epochs: 2)
    #expect(all.map(\.count) == [4, 4, 3, 4, 4, 3])
    let epochs = [all[0..<3].flatMap(\.self), all[3..<6].flatMap(\.self)]
    for epoch in epochs { #expect(epoch.sorted() == Array(0..<11)) }
    #expect(epochs[0] != epochs[1])
    var stream = RandomStream(seed: 2).stream(for: "shuffle", "epoch", 1)
    #expect(epochs[1] == Array(0..<11).shuffled(using: &stream))
  }
}

struct TrainingHooksTests {
  /// Hooks that leave everything out.
  private struct Idle: TrainingHooks {}

  /// Puts back the gradient and the parameters it found.
  private struct Careful: TrainingHooks {
    func adjustGradient(of network: Network, step: Int) throws {
      try network.setGradient(network.gradient())
    }
    func afterStep(_ network: Network, step: Int) throws {
      try network.load(network.parameters())
    }
  }

  /// Trains another target on white images, by half the gradient, and keeps the first parameter.
  private struct Attack: TrainingHooks {
    let fixed: Float
    func prepare(_ batch: inout ImageBatch, step: Int) {
      for index in batch.pixels.indices { batch.pixels[index] = 1 }
      for index in batch.labels.indices { batch.labels[index] = 3 }
    }
    func adjustGradient(of network: Network, step: Int) throws {
      try network.setGradient(network.gradient().map { $0 / 2 })
    }
    func afterStep(_ network: Network, step: Int) throws {
      var parameters = try network.parameters()
      parameters[0] = fixed
      try network.load(parameters)
    }
  }

  private let images = RandomImages(22, variedInput, classCount: 5)
  private let options = TrainingOptions(
    localEpochs: 2, batchSize: 8, shuffle: true,
    optimizer: OptimizerOptions(learningRate: 0.1, momentum: 0.9))

  private func train(_ hooks: some TrainingHooks, backend: BackendName) throws -> TrainingOutcome {
    let network = try makeNetwork(backend: backend)
    var hooks = hooks
    return try LocalTraining(options).run(
      network, from: network.parameters(), on: images, random: RandomStream(seed: 4), hooks: &hooks)
  }

  @Test(arguments: Backends.available)
  func `hooks that change nothing change no bit`(backend: BackendName) throws {
    let honest = try train(NoHooks(), backend: backend)
    #expect(try train(Idle(), backend: backend) == honest)
    #expect(try train(Careful(), backend: backend) == honest)
    #expect(try train(Recorder(), backend: backend) == honest)
  }

  @Test func `hooks are called in order, with steps counted over all epochs`() throws {
    let network = try makeNetwork(backend: .portable)
    var recorder = Recorder()
    _ = try LocalTraining(options).run(
      network, from: network.parameters(), on: images, random: RandomStream(seed: 4),
      hooks: &recorder)
    #expect(recorder.steps == (0..<6).flatMap { ["prepare \($0)", "adjust \($0)", "after \($0)"] })
  }

  @Test(arguments: Backends.available)
  func `hooks decide on images, gradients and parameters`(backend: BackendName) throws {
    let network = try makeNetwork(backend: backend)
    let start = try network.parameters()
    var attack = Attack(fixed: 0.25)
    let step = TrainingOptions(
      batchSize: 22, optimizer: OptimizerOptions(learningRate: 0.5))
    let outcome = try LocalTraining(step).run(
      network, from: start, on: images, random: RandomStream(seed: 4), hooks: &attack)
    try network.load(start)
    let white = ImageBatch(
      pixels: Array(repeating: 1, count: 22 * variedInput.count),
      labels: Array(repeating: 3, count: 22), shape: variedInput)
    _ = try network.forwardBackward(white, dropout: RandomStream(seed: 1))
    var expected = zip(start, try network.gradient()).map { w, g in (w - 0.5 * (g / 2)) - w }
    expected[0] = 0.25 - start[0]
    #expect(outcome.update == expected)
  }

  @Test(arguments: Backends.available)
  func `a hook may end training after an epoch`(backend: BackendName) throws {
    struct Impatient: TrainingHooks {
      let changesImages = false
      let last: Int
      func endsTraining(of network: Network, afterEpoch epoch: Int) -> Bool { epoch == last }
    }
    let network = try makeNetwork(backend: backend)
    var once = options
    once.localEpochs = 1
    let expected = try LocalTraining(once).run(
      network, from: network.parameters(), on: images, random: RandomStream(seed: 4))
    #expect(try train(Impatient(last: 0), backend: backend) == expected)
    #expect(try train(Impatient(last: 5), backend: backend) == train(NoHooks(), backend: backend))
  }

  @Test func `what a hook throws ends the training`() throws {
    struct Failing: TrainingHooks {
      struct Refusal: Error {}
      func afterStep(_ network: Network, step: Int) throws { if step == 1 { throw Refusal() } }
    }
    #expect(throws: Failing.Refusal.self) { try train(Failing(), backend: .portable) }
  }
}
