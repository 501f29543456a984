import Attacks
import Kernels
import Networks
import Options
import Randomness
import Tensors
import TestSupport
import Testing

struct SurgeryTests {
  @Test(arguments: Backends.available)
  func `one rewired unit is a backdoor that clean images do not notice`(backend: BackendName) throws
  {
    let trial = try AttackTrial(backend)
    let outcome = try trial.submitted("trojan", ["scale": 1.0])
    let success = try trial.success(of: outcome.update, trial.plan("trojan"))
    #expect(success.attack > 0.95)
    #expect(success.same > 0.9)
    // One row of the hidden layer, its bias, and one column of the output.
    let place = try #require(DetectorPlace(in: trial.network.model))
    let changed = outcome.update.indices.filter { outcome.update[$0] != 0 }
    let entries = trial.network.model.places[place.hidden].tensors
    #expect(changed.count <= entries[0].count / 12 + 1 + 4)
    #expect(try trial.submitted("trojan", ["scale": 1.0]) == outcome)
    #expect(
      try trial.submitted("trojan", ["scale": 4.0]).update == outcome.update.map { 4 * $0 })
  }

  @Test(arguments: Backends.available)
  func `the next round's surgery finds its own unit and has little to do`(backend: BackendName)
    throws
  {
    let trial = try AttackTrial(backend)
    let first = try trial.submitted("trojan", ["scale": 1.0]).update
    let changed = ModelState(parameters: zip(trial.global.parameters, first).map { $0 + $1 })
    let second = try trial.submitted(
      "trojan", ["scale": 1.0], task: trial.task(global: changed)
    ).update
    #expect(norm(second) < 1e-3 * norm(first))
  }

  @Test func `colluders rewire alike, and others by their own images`() throws {
    let trial = try AttackTrial()
    let other = AttackTrial.images(32, seed: 5)
    let first = try trial.submitted("trojan")
    let task = trial.task(other, client: 8)
    let second = try trial.submitted("trojan", task: task, knowledge: .colluding)
    // Client 5 is the first, so that client 8 fits on its images.
    #expect(first.update == second.update)
    #expect(second.sampleCount == 32)
    #expect(try trial.submitted("trojan", task: task).update != first.update)
  }

  @Test func `a model without a hidden linear layer is refused`() throws {
    for layers in [
      [.flatten, .linear(outputs: 4)],
      [.convolution(channels: 4, kernel: 8), .relu, .flatten],
      [.convolution(channels: 4, kernel: 3), .relu, .flatten, .linear(outputs: 4)],
      [.flatten, .linear(outputs: 6), .linear(outputs: 4)],
    ] as [[Layer]] {
      let trial = try AttackTrial(layers: layers)
      #expect(DetectorPlace(in: trial.network.model) == nil)
      #expect {
        try trial.plan("trojan")
      } throws: {
        "\($0)".contains("'attack.name' cannot be so: a trojan needs a hidden linear layer")
      }
    }
    for name in ["mlp", "lenet", "mcmahan-cnn"] {
      let model = try Models.make(
        name, input: ImageShape(channels: 1, height: 28, width: 28), classCount: 10)
      #expect(DetectorPlace(in: model) != nil, "\(name)")
    }
  }

  @Test func `a trojan has one target`() throws {
    let trial = try AttackTrial()
    #expect(
      throws: OptionError.conflict(
        path: ["attack", "labels"], reason: "a trojan speaks for one target")
    ) { try trial.plan("trojan", ["labels": "all-to-all", "target": .null]) }
  }

  @Test func `without an image that shows the trigger there is no unit`() throws {
    let trial = try AttackTrial()
    #expect(throws: TrojanFailure.unseen(images: 0)) {
      try trial.submitted("trojan", ["poison_rate": 0])
    }
    #expect(TriggerDetector(triggered: [[1, 2]], clean: [[1, 2], [3, 0]]) == nil)
  }

  @Test func `a detector is silent on clean inputs and gives 1 on the mean triggered one`() throws {
    let clean: [[Float]] = [[0, 0.2], [0.1, 0.9], [0.2, 0.4]]
    let triggered: [[Float]] = [[0.8, 0.3], [1, 0.7]]
    let detector = try #require(TriggerDetector(triggered: triggered, clean: clean))
    func response(_ input: [Float]) -> Float {
      zip(input, detector.weights).reduce(detector.bias) { $0 + $1.0 * $1.1 }
    }
    #expect(clean.allSatisfy { response($0) < 0 })
    #expect(abs(triggered.map(response).reduce(0, +) / 2 - 1) < 1e-5)
  }
}
