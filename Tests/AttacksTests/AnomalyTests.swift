import Attacks
import Kernels
import Networks
import Options
import Tensors
import Randomness
import Testing

struct AnomalyTests {
  static let measures: [AnomalyTerm.Measure] = [
    .euclidean, .cosine(factor: 1), .cosine(factor: 4),
  ]

  @Test(arguments: Backends.available, measures)
  func `the term's gradient is that of its value`(
    backend: BackendName, measure: AnomalyTerm.Measure
  ) throws {
    let trial = try AttackTrial(backend)
    let network = trial.network
    try network.load(trial.global)
    // Only the term: the class loss has no weight.
    let term = AnomalyTerm(measure, classWeight: 0, weight: 1, around: network)
    var parameters = trial.global.parameters
    var noise = parameters.mutableSpan
    RandomStream(seed: 4).addNormals(to: &noise, at: 0, deviation: 0.05)
    try network.load(parameters)
    _ = try network.forwardBackward(
      .gather(AttackTrial.images, 0..<10), dropout: RandomStream(seed: 1))
    term.adjustGradient(of: network, step: 0)
    let gradient = try network.gradient()
    #expect(norm(gradient) > 1e-3)
    // Sums are double over float32 parameters; along the whole gradient the value changes by far
    // more than they miss.
    for direction in [gradient, gradient.reversed().map { $0 }] {
      let length = Float(1e-3 / norm(direction))
      let above = zip(parameters, direction).map { $0 + length * $1 }
      let below = zip(parameters, direction).map { $0 - length * $1 }
      let expected = zip(gradient, zip(above, below)).reduce(0.0) {
        $0 + Double($1.0) * Double($1.1.0 - $1.1.1)
      }
      try network.load(above)
      let upper = term.value(of: network)
      try network.load(below)
      let difference = upper - term.value(of: network)
      #expect(abs(difference - expected) <= 1e-3 * 2e-3 * norm(gradient) + 1e-9)
    }
  }

  @Test(arguments: Backends.available, measures)
  func `at the received model there is nothing to pull`(
    backend: BackendName, measure: AnomalyTerm.Measure
  ) throws {
    let trial = try AttackTrial(backend)
    try trial.network.load(trial.global)
    let term = AnomalyTerm(measure, classWeight: 0, weight: 1, around: trial.network)
    #expect(abs(term.value(of: trial.network)) <= 1e-6)
    _ = try trial.network.forwardBackward(
      .gather(AttackTrial.images, 0..<10), dropout: RandomStream(seed: 1))
    term.adjustGradient(of: trial.network, step: 0)
    #expect(try norm(trial.network.gradient()) < 1e-6)
  }

  @Test(arguments: Backends.available)
  func `constrain-and-scale with α = 1 is model replacement`(backend: BackendName) throws {
    let trial = try AttackTrial(backend)
    let plain = try trial.submitted("model-replacement", ["scale": 1.5])
    #expect(
      try trial.submitted("constrain-and-scale", ["alpha": 1.0, "scale": 1.5]) == plain)
  }

  @Test(arguments: Backends.available, ["euclidean", "cosine"])
  func `with α = 0 the model stays where it was`(backend: BackendName, anomaly: String) throws {
    let update = try AttackTrial(backend).submitted(
      "constrain-and-scale", ["alpha": 0, "anomaly": .string(anomaly), "cosine_scale": 1]
    ).update
    #expect(norm(update) < 1e-4)
  }

  @Test(arguments: Backends.available)
  func `the less the classes weigh, the nearer the model stays`(backend: BackendName) throws {
    let trial = try AttackTrial(backend)
    let norms = try [1.0, 0.7, 0.4, 0.1].map {
      norm(try trial.submitted("constrain-and-scale", ["alpha": .double($0), "scale": 1]).update)
    }
    #expect(norms == norms.sorted(by: >) && Set(norms).count == 4, "\(norms)")
  }

  @Test func `a bound caps the scale and nothing else`() throws {
    let trial = try AttackTrial()
    let free = try trial.submitted("constrain-and-scale", ["scale": 20]).update
    let capped = try trial.submitted(
      "constrain-and-scale", ["scale": 20, "norm_bound": 0.5]
    ).update
    #expect(abs(norm(capped) - 0.5) < 1e-6)
    #expect(abs(Reductions.dot(free.span, capped.span) / (norm(free) * norm(capped)) - 1) < 1e-9)
    let loose = try trial.submitted(
      "constrain-and-scale", ["scale": 20, "norm_bound": 1e6])
    #expect(loose.update == free)
  }
}
