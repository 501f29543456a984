import Kernels
import Networks
import Options
import Randomness
import Tensors
import Testing

/// Gradients of whole models against central differences of the loss.
///
/// Scores are float32, so a loss of about 2 is known to some 3e-7 and a difference quotient with
/// the step 1e-3 to 3e-4; kinks of rectifiers within the step add more, most where one bias moves a
/// whole channel. Gradients looked at are the largest of a tensor, 0.02 to 1.
struct GradientTests {
  private let random = RandomStream(seed: 9)
  private let step: Float = 1e-3

  private func allowed(_ derivative: Double, _ slack: Double = 1) -> Double {
    slack * (2e-3 + 0.02 * abs(derivative))
  }

  private func loss(_ network: Network, _ parameters: [Float], _ batch: ImageBatch) throws -> Double
  {
    try network.load(parameters)
    return try network.forwardBackward(batch, dropout: random).loss
  }

  private func check(_ network: Network, _ batch: ImageBatch, slack: Double = 1) throws {
    let parameters = try network.parameters()
    _ = try network.forwardBackward(batch, dropout: random)
    let gradient = try network.gradient()
    for entry in network.model.layout.entries {
      let largest = entry.range.sorted { abs(gradient[$0]) > abs(gradient[$1]) }.prefix(3)
      #expect(largest.first.map { gradient[$0] != 0 } == true, "\(entry.name)")
      for index in largest {
        var (above, below) = (parameters, parameters)
        above[index] += step
        below[index] -= step
        let difference = try loss(network, above, batch) - loss(network, below, batch)
        let quotient = difference / Double(above[index] - below[index])
        let derivative = Double(gradient[index])
        #expect(
          abs(quotient - derivative) <= allowed(derivative, slack), "\(entry.name)[\(index)]")
      }
      try checkDirection(of: entry, network, parameters, gradient, batch, slack)
    }
  }

  /// A step along random signs sees every value of the tensor, also those whose gradient is wrongly 0.
  private func checkDirection(
    of entry: ParameterLayout.Entry, _ network: Network, _ parameters: [Float], _ gradient: [Float],
    _ batch: ImageBatch, _ slack: Double
  ) throws {
    var signs = random.stream(for: .text(entry.name))
    let length = step / Float(entry.count).squareRoot()
    var (above, below, expected) = (parameters, parameters, 0.0)
    for index in entry.range {
      let part = signs.uniform() < 0.5 ? length : -length
      above[index] += part
      below[index] -= part
      expected += Double(gradient[index]) * Double(above[index] - below[index])
    }
    let difference = try loss(network, above, batch) - loss(network, below, batch)
    let scale = Double(2 * step)
    #expect(
      abs(difference - expected) / scale <= allowed(expected / scale, slack), "\(entry.name)")
  }

  @Test(arguments: Backends.available)
  func `a model with every kind of layer has the gradient of its loss`(backend: BackendName) throws
  {
    let network = try makeNetwork(backend: backend)
    try check(network, makeBatch(6, for: network.model))
  }

  @Test(arguments: Backends.available)
  func `dropout masks pass gradients where they pass values`(backend: BackendName) throws {
    let layers: [Layer] = [
      .convolution(channels: 3, kernel: 3), .relu, .dropout(rate: 0.3), .maxPooling(kernel: 2),
      .dropout(rate: 0.4), .flatten, .linear(outputs: 8), .relu, .dropout(rate: 0.5),
      .linear(outputs: 5),
    ]
    let network = try makeNetwork(layers, backend: backend)
    try check(network, makeBatch(6, for: network.model))
  }

  @Test(arguments: Backends.available, ["softmax-regression", "mlp", "lenet"])
  func `the named models have the gradients of their losses`(backend: BackendName, name: String)
    throws
  {
    let input = ImageShape(channels: 1, height: 20, width: 20)
    let model = try Models.make(name, input: input, classCount: 10)
    try check(makeNetwork(model, backend: backend), makeBatch(5, for: model))
  }

  @Test(arguments: Backends.available, ["batch-norm", "group-norm"])
  func `residual networks have the gradients of their losses`(backend: BackendName, norm: String)
    throws
  {
    let model = try Models.make(
      "resnet-8", options: ["norm": .string(norm)],
      input: ImageShape(channels: 3, height: 10, width: 12), classCount: 4)
    // Behind norms every value moves whole channels across their kinks.
    try check(makeNetwork(model, backend: backend), makeBatch(8, for: model), slack: 4)
  }

  @Test(arguments: Backends.available)
  func `the gradient by the pixels passes through the normalization`(backend: BackendName) throws {
    let input = ImageShape(channels: 2, height: 1, width: 1)
    let model = try Model(name: "x", input: input, classCount: 2, layers: [.linear(outputs: 2)])
    let network = try Network(
      model, backend: Backends.make(backend),
      normalization: Normalization(mean: [0.5, 0.25], deviation: [0.5, 0.125]))
    try network.load([1, 2, 5, 4, 0, 0])
    // Inputs are 0, so both classes have the probability 1/2 and the scores' gradient is ±1/2.
    let (loss, gradient) = try network.pixelGradient(
      ImageBatch(pixels: [0.5, 0.25], labels: [1], shape: input))
    #expect(abs(loss - 0.6931471805599453) < 1e-7)
    // (1 − 5)/2 / 0.5 and (2 − 4)/2 / 0.125.
    #expect(gradient == [-4, -8])
  }

  @Test(arguments: Backends.available)
  func `the gradient by the pixels is that of the loss`(backend: BackendName) throws {
    let network = try makeNetwork(backend: backend)
    let batch = makeBatch(3, for: network.model)
    let (loss, gradient) = try network.pixelGradient(batch)
    #expect(abs(loss - (try network.forwardBackward(batch, dropout: random).loss)) < 1e-12)
    #expect(gradient.count == batch.pixels.count)
    for index in gradient.indices.sorted(by: { abs(gradient[$0]) > abs(gradient[$1]) }).prefix(9) {
      var (above, below) = (batch, batch)
      above.pixels[index] += step
      below.pixels[index] -= step
      let difference =
        try network.forwardBackward(above, dropout: random).loss
        - network.forwardBackward(below, dropout: random).loss
      let quotient = difference / Double(above.pixels[index] - below.pixels[index])
      #expect(abs(quotient - Double(gradient[index])) <= allowed(quotient), "pixel \(index)")
    }
  }
}
