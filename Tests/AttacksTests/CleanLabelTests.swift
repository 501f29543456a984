import Attacks
import Networks
import Options
import Randomness
import Tensors
import TestSupport
import Testing

struct CleanLabelTests {
  let trial: BehaviorTests

  init() throws { trial = try BehaviorTests() }

  private func trained(
    _ rate: Double, _ perturbation: ProjectedGradientAscent?, round: Int = 3
  ) throws -> any LabeledImages {
    let context = AttackContext(malicious: [5], random: BehaviorTests.root) { _ in
      BehaviorTests.images
    }
    return try CleanLabelPoisoning(
      trigger: Triggers.make("patch", options: ["size": 1]), target: 2, rate: rate,
      perturbation: perturbation
    ).trainingImages(trial.task(round: round), network: trial.network, context: context)
  }

  private func changed(_ images: any LabeledImages) -> [Int] {
    (0..<images.count).filter { images.pixels(at: $0) != BehaviorTests.images.pixels(at: $0) }
  }

  @Test(arguments: [0.0, 0.5, 1.0], [false, true])
  func `only images of the target class change, and never a label`(
    rate: Double, isPerturbed: Bool
  ) throws {
    var ascent = ProjectedGradientAscent()
    ascent.epsilon = 0.05
    ascent.stepSize = 0.02
    ascent.steps = 5
    let images = try trained(rate, isPerturbed ? ascent : nil)
    let clean = BehaviorTests.images
    let changed = changed(images)
    #expect(changed.count == Int(8 * rate))
    for index in 0..<images.count {
      #expect(images.label(at: index) == clean.label(at: index))
      guard changed.contains(index) else { continue }
      #expect(clean.label(at: index) == 2)
      let (got, was) = (images.pixels(at: index), clean.pixels(at: index))
      #expect(got.last == 1)
      // Within ε but for rounding outside of the trigger.
      #expect(
        zip(got, was).dropLast().allSatisfy {
          abs($0 - $1) <= (isPerturbed ? 0.05 + 1e-6 : 0) && (0...1).contains($0)
        })
    }
  }

  @Test(arguments: [false, true])
  func `ascent raises the loss and stays in its box`(randomStart: Bool) throws {
    var ascent = ProjectedGradientAscent()
    ascent.epsilon = 0.2
    ascent.stepSize = 0.05
    ascent.steps = 20
    ascent.randomStart = randomStart
    try trial.network.load(trial.task().global)
    let batch = ImageBatch.gather(BehaviorTests.images, 0..<32)
    let pixels = try ascent.perturbed(
      batch, network: trial.network, random: RandomStream(seed: 1))
    let moved = ImageBatch(pixels: pixels, labels: batch.labels, shape: batch.shape)
    let (before, after) = (
      try trial.network.losses(batch), try trial.network.losses(moved)
    )
    #expect(zip(before, after).allSatisfy { $0 < $1 })
    #expect(
      zip(pixels, batch.pixels).allSatisfy { abs($0 - $1) <= 0.2 + 1e-6 && (0...1).contains($0) })
    let again = try ascent.perturbed(
      batch, network: trial.network, random: RandomStream(seed: 1))
    #expect(again == pixels)
    let other = try ascent.perturbed(
      batch, network: trial.network, random: RandomStream(seed: 2))
    #expect((other != pixels) == randomStart)
  }

  @Test func `a moved image is moved after it is perturbed and before the trigger`() throws {
    let images = try trained(1, nil)
    let placement = ImagePlacement(down: 1)
    var seen = [Float](repeating: -1, count: 4)
    var span = seen.mutableSpan
    images.read(2, placed: placement, into: &span)
    let shade = BehaviorTests.images.pixels(at: 2)[0]
    #expect(seen == [0, 0, shade, 1])
  }

  @Test func `a client without the target class trains honestly`() throws {
    let images = ImageList(shades: [0, 1, 3], shape: BehaviorTests.shape, classCount: 4)
    let context = AttackContext(malicious: [5], random: BehaviorTests.root) { _ in images }
    let task = trial.task()
    let lean = ClientTask(
      global: task.global, client: 5, round: 3, announcement: try task.announcement(),
      images: images, training: task.training, random: task.random)
    let trained = try CleanLabelPoisoning(
      trigger: Triggers.make("patch", options: ["size": 1]), target: 2, rate: 1,
      perturbation: ProjectedGradientAscent()
    ).trainingImages(lean, network: trial.network, context: context)
    #expect((0..<3).allSatisfy { trained.pixels(at: $0) == images.pixels(at: $0) })
  }

  @Test func `a perturbation reads with its defaults, and faults are found`() throws {
    let section: OptionValue = [
      "name": "clean-label", "clients": [1], "trigger": "patch", "target": 7,
      "perturbation": ["steps": 3],
    ]
    let plan = try AttackPlan.read(section, setting: AttackPlanTests.setting)
    let poisoning = try #require(plan.poisoning as? CleanLabelPoisoning)
    var expected = ProjectedGradientAscent()
    expected.steps = 3
    #expect(poisoning.perturbation == expected && poisoning.rate == 0.33)
    for (key, value, path) in [
      ("target", 10, ["target"]), ("perturbation", ["epsilon": 2], ["perturbation", "epsilon"]),
      ("labels", "all-to-one", ["labels"]),
    ] as [(String, OptionValue, OptionPath)] {
      var wrong = section
      wrong[key] = value
      let error = #expect(throws: OptionError.self) {
        try AttackPlan.read(wrong, setting: AttackPlanTests.setting)
      }
      #expect(error?.path == ["attack"] + path)
    }
  }
}
