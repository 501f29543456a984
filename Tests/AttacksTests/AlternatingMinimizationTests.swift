import Attacks
import Kernels
import Networks
import Options
import Randomness
import Tensors
import Testing

struct AlternatingMinimizationTests {
  private func options(_ changes: [String: OptionValue]) -> [String: OptionValue] {
    ["training": ["local_epochs": 1], "boost": 3, "distance_weight": 0.0].merging(changes) { $1 }
  }

  /// The client's poisoned images, as the attack finds them.
  private func poisoned(_ trial: AttackTrial) throws -> any LabeledImages {
    let poisoning = try #require(trial.plan("badnets").poisoning)
    let context = AttackContext(malicious: [5, 8], random: AttackTrial.root) { _ in
      AttackTrial.images
    }
    let images = try poisoning.trainingImages(
      trial.task(), network: trial.network, context: context)
    return ImageSubset(images, indices: images.positions(differingFrom: AttackTrial.images))
  }

  @Test(arguments: Backends.available)
  func `poisoned epochs are boosted, clean ones are not`(backend: BackendName) throws {
    let trial = try AttackTrial(backend)
    let task = trial.task()
    var training = AttackTrial.training
    training.localEpochs = 1
    let images = try poisoned(trial)
    #expect(images.count == 30)
    let first = try LocalTraining(training).run(
      trial.network, from: task.global, on: images,
      random: task.random.stream(for: "malicious", 0))
    let boosted = zip(task.global.parameters, first.update).map {
      Float(Double($0) + 3 * Double($1))
    }
    let only = try trial.submitted(
      "alternating-minimization", options(["benign_epochs": 0])
    ).update
    #expect(only == zip(boosted, task.global.parameters).map { $0 - $1 })

    let second = try LocalTraining(training).run(
      trial.network, from: ModelState(parameters: boosted), on: task.images,
      random: task.random.stream(for: "benign", 0))
    let both = try trial.submitted("alternating-minimization", options([:])).update
    let expected = boosted.indices.map {
      Double(boosted[$0]) + Double(second.update[$0]) - Double(task.global.parameters[$0])
    }
    #expect(zip(both, expected).allSatisfy { abs(Double($0) - $1) < 1e-5 })
  }

  @Test(arguments: Backends.available)
  func `the distance draws clean epochs back`(backend: BackendName) throws {
    let trial = try AttackTrial(backend)
    let norms = try [0, 0.3, 1].map {
      norm(
        try trial.submitted(
          "alternating-minimization", options(["distance_weight": .double($0)])
        ).update)
    }
    #expect(norms == norms.sorted(by: >) && Set(norms).count == 3, "\(norms)")
  }

  @Test func `every local epoch takes its turn`() throws {
    let trial = try AttackTrial()
    let one = try trial.submitted("alternating-minimization", options([:]))
    let two = try trial.submitted(
      "alternating-minimization", options(["training": ["local_epochs": 2]]))
    let none = try trial.submitted(
      "alternating-minimization", options(["training": ["local_epochs": 0]]))
    #expect(one != two)
    #expect(none.update.allSatisfy { $0 == 0 })
  }
}
