import Attacks
import Kernels
import Networks
import Options
import Randomness
import Tensors
import TestSupport
import Testing

struct LearnedPatchTests {
  let trial: BehaviorTests

  init() throws { trial = try BehaviorTests() }

  private func poisoning(_ patch: OptionValue = ["size": 1]) throws -> any DataPoisoning {
    try LearnedPatchPoisoning.sample(
      ["patch": patch, "target": 2, "labels": "all-to-one", "poison_rate": 0.5],
      PoisoningSetting(dataset: "shades", shape: BehaviorTests.shape, classCount: 4))
  }

  private func context(
    _ adversary: LoneAdversary = LoneAdversary(), images: any LabeledImages = BehaviorTests.images
  ) -> AttackContext {
    AttackContext(malicious: [2, 5, 8], random: BehaviorTests.root, adversary: adversary) {
      // Each attacker has other images, so that it shows whose were used.
      $0 == 5 ? images : ImageSubset(images, indices: Array(0..<images.count / 2))
    }
  }

  /// What the adversary has learned; it computes nothing here.
  private func learned(_ poisoning: any DataPoisoning, _ adversary: LoneAdversary) throws -> [Float]
  {
    try adversary.values(of: [#require(poisoning.learnedKey)]) { _ in [] }[0]
  }

  @Test(arguments: ["gray", "noise"])
  func `a patch is learned, and its values are pixels`(initial: String) throws {
    let poisoning = try poisoning(
      ["size": 2, "steps": 30, "step_size": 0.2, "initial": .string(initial)])
    let adversary = LoneAdversary()
    _ = try poisoning.trainingImages(
      trial.task(), network: trial.network, context: context(adversary))
    let patch = try learned(poisoning, adversary)
    #expect(patch.count == 4)
    #expect(patch.allSatisfy { (0...1).contains($0) })
    #expect(patch.contains { $0 != 0.5 })
  }

  @Test func `a step moves each value by the step size, and no more steps are made than allowed`()
    throws
  {
    let poisoning = try poisoning(["size": 2, "steps": 1, "step_size": 0.125])
    let adversary = LoneAdversary()
    _ = try poisoning.trainingImages(
      trial.task(), network: trial.network, context: context(adversary))
    #expect(try learned(poisoning, adversary).allSatisfy { [0.375, 0.5, 0.625].contains($0) })
  }

  @Test func `it is the same patch whichever attacker learns it`() throws {
    let poisoning = try poisoning(["size": 2, "steps": 40])
    let patches = try [5, 8].map { client in
      let adversary = LoneAdversary()
      _ = try poisoning.trainingImages(
        trial.task(client: client), network: trial.network, context: context(adversary))
      return try learned(poisoning, adversary)
    }
    #expect(patches[0] == patches[1])
  }

  @Test func `once learned, the patch stays`() throws {
    let poisoning = try poisoning(["size": 2, "steps": 40])
    let adversary = LoneAdversary()
    let first = try poisoning.trainingImages(
      trial.task(round: 3), network: trial.network, context: context(adversary))
    let patch = try learned(poisoning, adversary)
    let later = try poisoning.trainingImages(
      trial.task(round: 7), network: trial.network, context: context(adversary))
    #expect(try learned(poisoning, adversary) == patch)
    #expect(first.count == later.count)
    for index in 0..<first.count { #expect(first.pixels(at: index) == later.pixels(at: index)) }
  }

  @Test func `training images carry the patch, and success is measured with it`() throws {
    let poisoning = try poisoning(["size": 1, "steps": 40])
    let adversary = LoneAdversary()
    let images = try poisoning.trainingImages(
      trial.task(), network: trial.network, context: context(adversary))
    let patch = try learned(poisoning, adversary)
    let relabeled = (0..<images.count).filter {
      images.label(at: $0) != BehaviorTests.images.label(at: $0)
    }
    #expect(relabeled.count == 16)
    for index in relabeled {
      #expect(images.label(at: index) == 2)
      #expect(images.pixels(at: index).last == patch[0])
    }
    let data = AttackedData(train: BehaviorTests.images, test: BehaviorTests.images)
    let success = poisoning.successImages(data, range: 0..<32, learned: patch)
    #expect(success.count == 24)
    for index in 0..<success.count {
      #expect(success.label(at: index) == 2)
      #expect(success.pixels(at: index).last == patch[0])
    }
  }

  @Test(arguments: [nil, [0.5, 0.5]] as [[Float]?])
  func `without a patch there is no success rate`(learned: [Float]?) throws {
    let data = AttackedData(train: BehaviorTests.images, test: BehaviorTests.images)
    #expect(try poisoning().successImages(data, range: 0..<32, learned: learned).count == 0)
  }

  @Test(arguments: [[], [2, 2, 2]])
  func `images that teach nothing leave the patch gray`(labels: [Int]) throws {
    let images = ImageList(shades: labels, shape: BehaviorTests.shape, classCount: 4)
    let poisoning = try poisoning()
    let adversary = LoneAdversary()
    _ = try poisoning.trainingImages(
      trial.task(), network: trial.network, context: context(adversary, images: images))
    #expect(try learned(poisoning, adversary) == [0.5])
  }

  @Test func `a patch larger than the images is refused`() {
    let error = #expect(throws: OptionError.self) { try poisoning(["size": 3]) }
    #expect(error?.path == ["attack", "patch", "size"])
  }

  @Test func `without the help of the model, the patch turns it by itself`() throws {
    let lab = try BackdoorLab()
    let poisoning = try LearnedPatchPoisoning.sample(
      [
        "patch": ["size": 10, "margin": 9, "steps": 80, "weight": 1e-6], "target": 7,
        "labels": "all-to-one", "poison_rate": 0.2,
      ], lab.setting)
    let clean = try lab.train(on: lab.train)
    let adversary = LoneAdversary()
    _ = try poisoning.trainingImages(
      lab.task(from: clean), network: lab.network, context: lab.context(adversary))
    func rate(_ patch: [Float]) throws -> Double {
      try lab.accuracy(
        clean, poisoning.successImages(lab.attacked, range: 0..<lab.test.count, learned: patch))
    }
    let learned = try rate(try learned(poisoning, adversary))
    let gray = try rate(Array(repeating: 0.5, count: 100))
    #expect(learned > gray + 0.3)
  }

  @Test func `a learned patch makes a backdoor`() throws {
    let lab = try BackdoorLab()
    let section: OptionValue = [
      "patch": ["size": 3, "steps": 200], "target": 7, "labels": "all-to-one", "poison_rate": 0.2,
    ]
    let poisoning = try LearnedPatchPoisoning.sample(section, lab.setting)
    let adversary = LoneAdversary()
    let context = lab.context(adversary)
    let trained = try lab.train(
      on: poisoning.trainingImages(lab.task, network: lab.network, context: context))
    let patch = try learned(poisoning, adversary)
    let success = try lab.accuracy(
      trained, poisoning.successImages(lab.attacked, range: 0..<lab.test.count, learned: patch))
    #expect(success > 0.9)
    #expect(try lab.accuracy(trained, lab.test) > 0.8)
  }
}

extension DataPoisoning {
  /// The data poisoning with some keys, all others as they are by default.
  static func sample(_ keys: OptionValue, _ setting: PoisoningSetting) throws -> Self {
    try read(
      OptionSchema(fields).resolve(keys, at: ["attack"]), setting: setting, at: ["attack"]
    ).value
  }
}
