import Attacks
import Networks
import Options
import Randomness
import Tensors
import TestSupport
import Testing

/// BadNets batch by batch, negatives and noise.
struct BatchPoisonTests {
  static let shape = ImageShape(channels: 1, height: 2, width: 2)
  let clean = ImageBatch.gather(PoisoningTests.images, 0..<40)

  private func badnets(
    _ dose: PoisonDose, _ labels: LabelPolicy = .allToOne(target: 2), negatives: Bool = false
  ) throws -> BadNetsPoisoning {
    BadNetsPoisoning(
      trigger: try Triggers.make("patch", options: ["size": 1]), labels: labels, dose: dose,
      hasNegatives: negatives)
  }

  private func poisoned(_ poisoning: BadNetsPoisoning, step: Int = 0) -> ImageBatch {
    var batch = clean
    TriggeredBatches(poisoning, random: RandomStream(seed: 3)).poison(&batch, step: step)
    return batch
  }

  /// Places of a batch whose pixels are not the clean ones.
  private func changed(_ batch: ImageBatch) -> [Int] {
    batch.labels.indices.filter {
      batch.pixels[batch.range(of: $0)] != clean.pixels[clean.range(of: $0)]
    }
  }

  @Test(arguments: [0.0, 0.1, 0.5, 1.0])
  func `the first eligible images of a batch are poisoned`(rate: Double) throws {
    let batch = poisoned(try badnets(PoisonDose(rate: rate, per: .batch)))
    let eligible = clean.labels.indices.filter { clean.labels[$0] != 2 }
    let expected = Array(eligible.prefix(Int(40 * rate)))
    #expect(changed(batch) == expected)
    for place in clean.labels.indices {
      #expect(batch.labels[place] == (expected.contains(place) ? 2 : clean.labels[place]))
    }
    for place in expected { #expect(batch.pixels[batch.range(of: place)].last == 1) }
  }

  @Test func `a batch too small for one poisoned image stays as it is`() throws {
    var batch = ImageBatch.gather(PoisoningTests.images, 0..<3)
    let before = batch
    TriggeredBatches(
      try badnets(PoisonDose(rate: 0.3, per: .batch)), random: RandomStream(seed: 3)
    ).poison(&batch, step: 0)
    #expect(batch == before)
  }

  @Test func `negatives carry the trigger and keep their label`() throws {
    let labels = LabelPolicy.oneToOne(source: 3, target: 0)
    let batch = poisoned(try badnets(PoisonDose(rate: 0.1, per: .batch), labels, negatives: true))
    // Places 3, 7, 11 and 15 are of the source class; 0, 1, 2 and 4 are the first others.
    #expect(changed(batch) == [0, 1, 2, 3, 4, 7, 11, 15])
    #expect(batch.labels.indices.filter { batch.labels[$0] != clean.labels[$0] } == [3, 7, 11, 15])

    let set = PoisonedImages(
      PoisoningTests.images, trigger: try Triggers.make("patch", options: ["size": 1]),
      labels: labels, dose: PoisonDose(rate: 0.1), negatives: true, random: RandomStream(seed: 1))
    let stamped = (0..<40).filter { set.pixels(at: $0) != PoisoningTests.images.pixels(at: $0) }
    let relabeled = (0..<40).filter { set.label(at: $0) != PoisoningTests.images.label(at: $0) }
    #expect(set.poisonedCount == 4 && stamped.count == 8 && relabeled.count == 4)
    #expect(relabeled.allSatisfy { PoisoningTests.images.label(at: $0) == 3 })
    #expect(Set(relabeled).isSubset(of: stamped))
  }

  @Test func `negatives need classes that keep their label`() {
    let error = #expect(throws: OptionError.self) {
      try AttackPlan.read(
        ["name": "badnets", "clients": [1], "trigger": "patch", "target": 7, "negatives": true],
        setting: AttackPlanTests.setting)
    }
    #expect(error?.path == ["attack", "negatives"])
  }

  @Test func `noise stays on poisoned images, within 0 and 1, with the deviation asked for`() throws
  {
    let shape = ImageShape(channels: 1, height: 40, width: 40)
    let images = ImageList(
      [Array(repeating: Float(0.5), count: 1600), Array(repeating: Float(0.5), count: 1600)],
      labels: [0, 1], shape: shape, classCount: 2)
    let set = PoisonedImages(
      images, trigger: try Triggers.make("patch", options: ["size": 1]),
      labels: .allToOne(target: 1), dose: PoisonDose(rate: 0.5, noise: 0.1),
      random: RandomStream(seed: 1))
    #expect(set.pixels(at: 1) == images.pixels(at: 1))
    let noisy = set.pixels(at: 0)
    #expect(noisy == set.pixels(at: 0), "reading twice gives the same image")
    let differences = noisy.dropLast().map { Double($0) - 0.5 }
    let mean = differences.reduce(0, +) / 1599
    let deviation = (differences.reduce(0) { $0 + $1 * $1 } / 1599 - mean * mean).squareRoot()
    // 1,599 draws: the mean has a deviation of 0.0025, the deviation one of 0.0018.
    #expect(abs(mean) < 0.01 && abs(deviation - 0.1) < 0.008)

    let loud = PoisonedImages(
      images, trigger: try Triggers.make("patch", options: ["size": 1]),
      labels: .allToOne(target: 1), dose: PoisonDose(rate: 0.5, noise: 1),
      random: RandomStream(seed: 1))
    #expect(loud.pixels(at: 0).allSatisfy { (0...1).contains($0) })
    #expect(loud.pixels(at: 0).contains(0) && loud.pixels(at: 0).contains(1))
  }

  @Test func `noise in batches differs from step to step`() throws {
    let poisoning = try badnets(PoisonDose(rate: 0.2, per: .batch, noise: 0.05))
    #expect(poisoned(poisoning, step: 1) == poisoned(poisoning, step: 1))
    #expect(poisoned(poisoning, step: 1) != poisoned(poisoning, step: 2))
  }

  @Test func `training poisons batch by batch, and an attack on the model does so, too`() throws {
    let trial = try BehaviorTests()
    let batch: (String, OptionValue) = ("poison_per", "batch")
    let plain = try trial.behavior("badnets", batch).update(trial.task(), network: trial.network)
    let once = try trial.behavior("badnets").update(trial.task(), network: trial.network)
    #expect(plain.update != once.update)
    let none = try trial.behavior("badnets", batch, ("poison_rate", 0))
      .update(trial.task(), network: trial.network)
    #expect(none == (try HonestBehavior().update(trial.task(), network: trial.network)))
    let scaled = try trial.behavior("model-replacement", batch, ("scale", 2))
      .update(trial.task(), network: trial.network)
    #expect(scaled.update == plain.update.map { $0 * 2 })
  }
}
