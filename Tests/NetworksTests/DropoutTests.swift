import Kernels
import Networks
import Randomness
import Tensors
import Testing

struct DropoutTests {
  private let input = ImageShape(channels: 4, height: 10, width: 25)
  private let random = RandomStream(seed: 21)

  /// What the layers in front of one linear layer make of an image of ones while training.
  ///
  /// For one image, a weight's gradient is its input times the bias's gradient.
  private func inputs(
    behind layers: [Layer], backend: BackendName, random: RandomStream
  ) throws -> [Float] {
    let model = try Model(
      name: "x", input: input, classCount: 2, layers: layers + [.linear(outputs: 2)])
    let network = try Network(
      model, backend: Backends.make(backend), normalization: .identity(channels: 4))
    let ones = ImageBatch(
      pixels: Array(repeating: 1, count: input.count), labels: [0], shape: input)
    _ = try network.forwardBackward(ones, dropout: random)
    let gradient = try network.gradient()
    return (0..<input.count).map { gradient[$0] / gradient[2 * input.count] }
  }

  @Test(arguments: Backends.available)
  func `values are dropped at the rate and kept ones grow`(backend: BackendName) throws {
    for rate in [0.0, 0.2, 0.5, 0.9] {
      let values = try inputs(behind: [.dropout(rate: rate)], backend: backend, random: random)
      let kept = values.filter { $0 != 0 }
      #expect(kept.allSatisfy { abs($0 - Float(1 / (1 - rate))) < 1e-5 })
      // The deviation of the share of 1,000 independent draws.
      let deviation = (rate * (1 - rate) / 1_000).squareRoot()
      #expect(abs(Double(kept.count) / 1_000 - (1 - rate)) <= 4 * deviation)
    }
  }

  @Test func `masks are the same on every backend`() throws {
    let all = try Backends.available.map {
      try inputs(behind: [.dropout(rate: 0.5)], backend: $0, random: random).map { $0 != 0 }
    }
    #expect(all.allSatisfy { $0 == all[0] })
  }

  @Test(arguments: Backends.available)
  func `a mask is found by its stream and its layer's name`(backend: BackendName) throws {
    let first = try inputs(behind: [.dropout(rate: 0.5)], backend: backend, random: random)
    let again = try inputs(behind: [.dropout(rate: 0.5)], backend: backend, random: random)
    #expect(first == again)
    let other = try inputs(
      behind: [.dropout(rate: 0.5)], backend: backend, random: random.stream(for: "step", 1))
    #expect(first != other)
    let two = try inputs(
      behind: [.dropout(rate: 0.5), .dropout(rate: 0.5)], backend: backend, random: random)
    // Two different masks of one half each leave a quarter; the same mask twice would leave half.
    let share = Double(two.filter { $0 != 0 }.count) / 1_000
    #expect(abs(share - 0.25) < 4 * (0.1875 / 1_000.0).squareRoot())
  }

  /// Writes down which gradients are 0 in each step.
  private struct MaskRecorder: TrainingHooks {
    var masks: [[Bool]] = []
    mutating func adjustGradient(of network: Network, step: Int) throws {
      masks.append(try network.gradient().map { $0 == 0 })
    }
  }

  @Test(arguments: Backends.available)
  func `each step of a training has masks of its own`(backend: BackendName) throws {
    let network = try makeNetwork(
      [.dropout(rate: 0.5), .linear(outputs: 5)], backend: backend)
    let images = ImageSubset(RandomImages(1, variedInput, classCount: 5), indices: [0, 0, 0])
    var recorder = MaskRecorder()
    let options = TrainingOptions(batchSize: 1, optimizer: OptimizerOptions(learningRate: 0))
    _ = try LocalTraining(options).run(
      network, from: network.parameters(), on: images, random: random, hooks: &recorder)
    #expect(recorder.masks.count == 3)
    #expect(Set(recorder.masks).count == 3)
  }

  @Test(arguments: Backends.available)
  func `nothing is dropped outside training`(backend: BackendName) throws {
    let plain: [Layer] = [.convolution(channels: 2, kernel: 3), .relu, .linear(outputs: 5)]
    var dropping = plain
    dropping.insert(.dropout(rate: 0.7), at: 2)
    let first = try makeNetwork(plain, backend: backend)
    let second = try makeNetwork(dropping, backend: backend)
    let batch = makeBatch(4, for: first.model)
    let images = RandomImages(4, variedInput, classCount: 5)
    _ = try second.forwardBackward(batch, dropout: random)
    #expect(
      try first.logits(batch.pixels.span, batch: 4) == second.logits(batch.pixels.span, batch: 4))
    _ = try second.forwardBackward(batch, dropout: random)
    #expect(try first.evaluate(images) == second.evaluate(images))
  }
}
