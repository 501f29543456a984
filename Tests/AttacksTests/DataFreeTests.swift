import Attacks
import Kernels
import Networks
import Options
import Randomness
import Tensors
import TestSupport
import Testing

struct DataFreeTests {
  @Test func `the client's images do not matter, only their number`() throws {
    let trial = try AttackTrial()
    let outcome = try trial.submitted("data-free", ["picture_count": 40])
    let other = trial.task(AttackTrial.images(60, seed: 99))
    #expect(try trial.submitted("data-free", ["picture_count": 40], task: other) == outcome)
    #expect(outcome.sampleCount == 60)
  }

  @Test(arguments: Backends.available)
  func `a backdoor forms without data`(backend: BackendName) throws {
    let trial = try AttackTrial(backend)
    let changes: [String: OptionValue] = [
      "picture_count": 200, "scale": 1.0, "training": ["local_epochs": 5],
    ]
    let update = try trial.submitted("data-free", changes).update
    let success = try trial.success(of: update, trial.plan("data-free", changes))
    #expect(success.attack > 0.9)
  }

  @Test(arguments: Backends.available)
  func `the received model does not diverge from itself`(backend: BackendName) throws {
    let trial = try AttackTrial(backend)
    try trial.network.load(trial.global)
    let training = SurrogateTraining(
      on: AttackTrial.images, poisoned: [], AttackTrial.training, divergenceWeight: 3)
    let targets = try training.targets(trial.network)
    let loss = try training.step(
      trial.network, Array(0..<20), targets, dropout: AttackTrial.root)
    #expect(loss == 0)
    #expect(try trial.network.gradient().allSatisfy { $0 == 0 })
    // And moves away when it has something to learn.
    let poisoned = SurrogateTraining(
      on: AttackTrial.images, poisoned: [3], AttackTrial.training, divergenceWeight: 3)
    #expect(try poisoned.run(trial.network, random: AttackTrial.root) > 0)
    #expect(try trial.network.parameters() != trial.global.parameters)
  }

  @Test func `keeping the model's answers keeps more of them`() throws {
    let trial = try AttackTrial()
    let clean = try [0.0, 10].map { weight in
      let changes: [String: OptionValue] = [
        "picture_count": 200, "scale": 1.0, "divergence_weight": .double(weight),
        "training": ["local_epochs": 5],
      ]
      let update = try trial.submitted("data-free", changes).update
      return try trial.success(of: update, trial.plan("data-free", changes)).same
    }
    #expect(clean[0] < clean[1])
  }

  @Test(arguments: SurrogatePictures.Kind.allCases)
  func `pictures are in range, differ, and depend on their position alone`(
    kind: SurrogatePictures.Kind
  ) {
    let shape = ImageShape(channels: 3, height: 9, width: 7)
    func pictures(_ count: Int) -> SurrogatePictures {
      SurrogatePictures(
        count, kind, shape: shape, classCount: 4, random: RandomStream(seed: 3))
    }
    let few = pictures(4)
    #expect((0..<4).allSatisfy { few.pixels(at: $0).allSatisfy { (0...1).contains($0) } })
    #expect(Set((0..<4).map { few.pixels(at: $0) }).count == 4)
    #expect((0..<4).allSatisfy { pictures(9).pixels(at: $0) == few.pixels(at: $0) })
  }

  @Test func `poisoned images are found by label, by pixel and by number`() {
    let shape = ImageShape(channels: 1, height: 1, width: 2)
    let original = ImageList(shades: [0, 1, 2], shape: shape, classCount: 3)
    var changed = original
    #expect(changed.positions(differingFrom: original) == [])
    changed.labels[1] = 0
    changed.images[2][1] += 0.001
    changed.images.append([0, 0])
    changed.labels.append(0)
    #expect(changed.positions(differingFrom: original) == [1, 2, 3])
  }
}
