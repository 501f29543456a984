import Kernels
import Networks
import Randomness
import Tensors
import Testing

/// LeNet's 20 and 50 channels are padded by a backend with blocks of 8 or 16.
struct ParameterVectorTests {
  private func network(_ backend: BackendName) throws -> Network {
    let model = try Models.make(
      "lenet", input: ImageShape(channels: 1, height: 20, width: 20), classCount: 10)
    return try makeNetwork(model, backend: backend)
  }

  private func noise(_ count: Int, _ name: String) -> [Float] {
    var values = [Float](repeating: 0, count: count)
    var span = values.mutableSpan
    RandomStream(seed: 3).stream(for: .text(name)).addNormals(to: &span, at: 0, deviation: 0.1)
    return values
  }

  /// A network with other parameters than its vector, and a gradient.
  private func moved(_ backend: BackendName) throws -> (
    network: Network, center: ParameterVector, values: [Float], parameters: [Float],
    gradient: [Float]
  ) {
    let network = try network(backend)
    let parameters = try network.parameters()
    let values = noise(parameters.count, "center")
    _ = try network.forwardBackward(
      makeBatch(4, for: network.model), dropout: RandomStream(seed: 1))
    let center = try network.vector(values)
    return (network, center, values, parameters, try network.gradient())
  }

  @Test(arguments: Backends.available)
  func `making a vector leaves the network as it was`(backend: BackendName) throws {
    let trial = try moved(backend)
    #expect(try trial.network.parameters() == trial.parameters)
    #expect(trial.network.distance(from: trial.network.parameterVector()) == 0)
  }

  @Test(arguments: Backends.available)
  func `norms, distances and products do not depend on how values lie`(backend: BackendName) throws
  {
    let (network, center, values, parameters, _) = try moved(backend)
    #expect(abs(network.parameterNorm() / Reductions.norm(parameters.span) - 1) < 1e-12)
    let distance = Reductions.squaredDistance(parameters.span, values.span).squareRoot()
    #expect(abs(network.distance(from: center) / distance - 1) < 1e-12)
    let dot = Reductions.dot(parameters.span, values.span)
    #expect(abs(network.dot(center) - dot) < 1e-9)
  }

  @Test(arguments: Backends.available)
  func `gradients are masked and combined place by place`(backend: BackendName) throws {
    let (network, center, values, parameters, gradient) = try moved(backend)
    network.multiplyGradient(by: center)
    let masked = zip(gradient, values).map { $0 * $1 }
    #expect(try network.gradient() == masked)
    network.combineGradient(factor: 2, parameters: 0.5, center: center, times: -3)
    let combined = masked.indices.map { 0.5 * parameters[$0] + -3 * values[$0] + 2 * masked[$0] }
    #expect(try network.gradient() == combined)
    // Padded places would show once an optimizer has stepped over them.
    Optimizer(OptimizerOptions(learningRate: 1), of: network).step()
    let stepped = try network.parameters()
    #expect(abs(network.parameterNorm() / Reductions.norm(stepped.span) - 1) < 1e-12)
  }

  @Test(arguments: Backends.available)
  func `parameters are pulled, clamped and put back place by place`(backend: BackendName) throws {
    var (network, center, values, parameters, _) = try moved(backend)
    network.pullParameters(toward: center, by: 0.5)
    parameters = zip(parameters, values).map { $1 + 0.5 * ($0 - $1) }
    #expect(try network.parameters() == parameters)
    network.clampParameters(around: center, radius: 0.01)
    parameters = zip(parameters, values).map { parameter, value in
      let gap = parameter - value
      return gap > 0.01 ? value + 0.01 : gap < -0.01 ? value - 0.01 : parameter
    }
    #expect(try network.parameters() == parameters)
    let bits = parameters.indices.map { Float($0 % 2) }
    network.restoreParameters(of: center, whereZero: try network.vector(bits))
    parameters = parameters.indices.map { $0 % 2 == 0 ? values[$0] : parameters[$0] }
    #expect(try network.parameters() == parameters)
    #expect(abs(network.parameterNorm() / Reductions.norm(parameters.span) - 1) < 1e-12)
  }
}
