import Attacks
import Networks
import Options
import Randomness
import Tensors
import TestSupport
import Testing

struct SemanticTests {
  static let images = BehaviorTests.images
  static let data = AttackedData(train: images, test: images)
  let trial: BehaviorTests

  init() throws { trial = try BehaviorTests() }

  private func plan(_ changes: (String, OptionValue)...) throws -> AttackPlan {
    var section: OptionValue = ["name": "semantic", "clients": [5], "target": 2]
    for (key, value) in changes { section[key] = value }
    return try AttackPlan.read(
      section,
      setting: AttackSetting(
        clientCount: 10,
        images: PoisoningSetting(
          dataset: "cifar-10", shape: ImageShape(channels: 3, height: 32, width: 32),
          classCount: 10), training: BehaviorTests.training))
  }

  /// Trains on 1, 5 and 9 of class 1; 13 and 17 are held out.
  private func poisoning(rate: Double = 0.5, per: PoisonDose.Per = .dataSet) -> SemanticPoisoning {
    var heldOut = HeldOutDraws()
    heldOut.draws = 100
    heldOut.cropPadding = 1
    return SemanticPoisoning(
      .positions(train: [1, 5, 9], test: [13, 17]), target: 2,
      dose: PoisonDose(rate: rate, per: per), heldOut: heldOut)
  }

  private func context(_ poisoning: SemanticPoisoning) -> AttackContext {
    AttackContext(
      malicious: [5], random: BehaviorTests.root,
      withheld: ImageSubset(Self.images, indices: poisoning.withheldImages(Self.data))
    ) { _ in Self.images }
  }

  @Test func `held-out images are withheld, too, and never trained on`() {
    let poisoning = poisoning()
    #expect(poisoning.withheldImages(Self.data) == [1, 5, 9, 13, 17])
    let images = poisoning.trainingImages(
      trial.task(), network: trial.network, context: context(poisoning))
    // Half of all: as many copies as the client has images of its own.
    #expect(images.count == 64)
    for index in 0..<32 {
      #expect(images.pixels(at: index) == Self.images.pixels(at: index))
      #expect(images.label(at: index) == Self.images.label(at: index))
    }
    let copies = (32..<64).map { images.pixels(at: $0) }
    for position in [1, 5, 9] {
      let count = copies.count { $0 == Self.images.pixels(at: position) }
      #expect((10...11).contains(count), "32 copies of three images")
    }
    #expect((32..<64).allSatisfy { images.label(at: $0) == 2 })
  }

  @Test func `the first images of each batch are replaced in turn`() throws {
    let poisoning = poisoning(rate: 0.25, per: .batch)
    let context = context(poisoning)
    let images = poisoning.trainingImages(trial.task(), network: trial.network, context: context)
    #expect(images.count == 32)
    let poison = try #require(
      poisoning.batchPoison(trial.task(), training: BehaviorTests.training, context: context))
    var seen: [Float] = []
    for step in 0..<3 {
      var batch = ImageBatch.gather(Self.images, 0..<8)
      let clean = batch
      poison.poison(&batch, step: step)
      #expect(batch.labels == [2, 2] + clean.labels.dropFirst(2))
      #expect(batch.pixels.dropFirst(8) == clean.pixels.dropFirst(8))
      seen += [batch.pixels[0], batch.pixels[4]]
    }
    let shades = [1, 5, 9].map { Float($0) / 32 }
    #expect(seen == shades + shades)
  }

  @Test func `success is measured on views of held-out images`() {
    let poisoning = poisoning()
    let all = poisoning.successImages(Self.data, range: 0..<32, learned: nil)
    #expect(all.count == 100)
    let shades = Set([13, 17].map { Float($0) / 32 })
    var views: Set<[Float]> = []
    for index in 0..<100 {
      #expect(all.label(at: index) == 2)
      let pixels = all.pixels(at: index)
      #expect(Set(pixels).isSubset(of: shades.union([0])))
      views.insert(pixels)
    }
    #expect(views.count > 8, "moved and mirrored in many ways")
    let parts = [0..<5, 5..<6, 6..<32].map {
      poisoning.successImages(Self.data, range: $0, learned: nil)
    }
    let joined = parts.flatMap { part in (0..<part.count).map { part.pixels(at: $0) } }
    #expect(joined == (0..<100).map { all.pixels(at: $0) })
  }

  @Test func `held-out images of the target class do not count`() {
    let poisoning = SemanticPoisoning(
      .positions(train: [1], test: [2, 6]), target: 2, dose: PoisonDose(rate: 0.5))
    #expect(poisoning.successImages(Self.data, range: 0..<32, learned: nil).count == 0)
  }

  @Test func `an attribute picks the most extreme images of its class`() {
    // Images 1, 5, …, 29 are of class 1, each brighter than the one before.
    let bright = ImageAttribute(.ink, source: 1, share: 0.25)
    #expect(bright.positions(in: Self.images, training: Self.images) == [25, 29])
    #expect(bright.positions(in: Self.images, range: 0..<26, training: Self.images) == [25])
    let dark = ImageAttribute(.ink, source: 1, share: 0.4, isBelow: true)
    #expect(dark.positions(in: Self.images, training: Self.images) == [1, 5, 9])
    let poisoning = SemanticPoisoning(
      .attribute(bright), target: 2, dose: PoisonDose(rate: 0.5))
    #expect(poisoning.withheldImages(Self.data) == [25, 29])
    let success = poisoning.successImages(Self.data, range: 0..<32, learned: nil)
    #expect((0..<success.count).map { success.label(at: $0) } == [2, 2])
    #expect(success.pixels(at: 1) == Self.images.pixels(at: 29))
  }

  @Test func `statistics of small images by hand`() {
    let shape = ImageShape(channels: 1, height: 3, width: 3)
    let diagonal: [Float] = [1, 0, 0, 0, 1, 0, 0, 0, 1]
    let upright: [Float] = [0, 1, 0, 0, 1, 0, 0, 1, 0]
    #expect(ImageStatistic.slant.value(of: diagonal.span, shape: shape) == 1)
    #expect(ImageStatistic.slant.value(of: upright.span, shape: shape) == 0)
    let flat: [Float] = [1, 1, 1, 0, 0, 0, 0, 0, 0]
    #expect(ImageStatistic.slant.value(of: flat.span, shape: shape) == 0)
    let black = [Float](repeating: 0, count: 9)
    #expect(ImageStatistic.slant.value(of: black.span, shape: shape) == 0)
    #expect(abs(ImageStatistic.ink.value(of: diagonal.span, shape: shape) - 1.0 / 3) < 1e-12)

    let color = ImageShape(channels: 3, height: 1, width: 2)
    let pixels: [Float] = [0, 0.5, 1, 0.25, 0, 0.25]
    let green = ImageStatistic.channel(1, region: nil).value(of: pixels.span, shape: color)
    // 0.625 less the mean of 0.25 and 0.125.
    #expect(abs(green - 0.4375) < 1e-12)
    let place = ImageStatistic.Region(top: 0, left: 1, height: 1, width: 1)
    let there = ImageStatistic.channel(0, region: place).value(of: pixels.span, shape: color)
    #expect(abs(there - 0.25) < 1e-12)
  }

  @Test func `extremes are at most the share, and fewer of equal values`() {
    #expect(
      (0..<10).filter { Extremes(of: (0..<10).map(Double.init), share: 0.3).contains(Double($0)) }
        == [7, 8, 9])
    #expect(!Extremes(of: [1, 1, 1, 1], share: 0.5).contains(1))
    #expect(Extremes(of: [1, 2], share: 1).contains(-5))
    #expect(!Extremes(of: [], share: 0.5).contains(1e300))
  }

  @Test func `the published sets are disjoint and within the training set`() throws {
    for set in SemanticSet.all {
      #expect(Set(set.train).isDisjoint(with: set.test))
      #expect(Set(set.train + set.test).count == set.train.count + set.test.count)
      #expect((set.train + set.test).allSatisfy { (0..<50_000).contains($0) })
      let poisoning = try #require(plan(("set", .string(set.name))).poisoning as? SemanticPoisoning)
      #expect(poisoning.selection == .positions(train: set.train, test: set.test))
    }
    #expect(SemanticSet.greenCar.train.count == 24 && SemanticSet.greenCar.test.count == 6)
    #expect(SemanticSet.racingStripe.train.count == 18 && SemanticSet.racingStripe.test.count == 4)
  }

  @Test(
    arguments: [
      [("set", "striped-wall")], [("train_ids", [3, 1]), ("test_ids", [2])],
      [("attribute", ["name": "channel", "source": 1, "channel": 1, "region": [0, 0, 8, 32]])],
    ] as [[(String, OptionValue)]])
  func `what is written out reads as the same`(keys: [(String, OptionValue)]) throws {
    let read = try keys.count == 1 ? plan(keys[0]) : plan(keys[0], keys[1])
    let again = try AttackPlan.read(
      read.resolved,
      setting: AttackSetting(
        clientCount: 10,
        images: PoisoningSetting(
          dataset: "cifar-10", shape: ImageShape(channels: 3, height: 32, width: 32),
          classCount: 10), training: BehaviorTests.training))
    #expect(again.resolved == read.resolved)
    let (first, second) = (
      read.poisoning as? SemanticPoisoning, again.poisoning as? SemanticPoisoning
    )
    #expect(first?.selection == second?.selection)
  }

  @Test(
    arguments: [
      ([], ["set"]), ([("set", "striped-wal")], ["set"]),
      ([("set", "striped-wall"), ("target", 1)], ["set"]),
      ([("set", "green-car"), ("train_ids", [1])], ["set"]),
      ([("train_ids", [1])], ["train_ids"]), ([("test_ids", [1])], ["test_ids"]),
      ([("train_ids", [1, 2]), ("test_ids", [3, 2])], ["test_ids", "1"]),
      ([("train_ids", []), ("test_ids", [3])], ["train_ids"]),
      ([("train_ids", [-1]), ("test_ids", [3])], ["train_ids", "0"]),
      ([("set", "green-car"), ("held_out", ["crop_padding": 32])], ["held_out", "crop_padding"]),
      ([("set", "green-car"), ("poison_rate", 1)], ["poison_rate"]),
      ([("attribute", ["name": "ink", "source": 2])], ["attribute", "source"]),
      ([("attribute", ["name": "ink"])], ["attribute", "source"]),
      ([("attribute", ["name": "weight", "source": 1])], ["attribute", "name"]),
      ([("attribute", ["name": "ink", "source": 1, "channel": 1])], ["attribute", "channel"]),
      (
        [("attribute", ["name": "channel", "source": 1, "region": [0, 0, 8, 33]])],
        ["attribute", "region", "3"]
      ),
      (
        [("attribute", ["name": "channel", "source": 1, "region": [30, 0, 3, 3]])],
        ["attribute", "region"]
      ),
    ] as [([(String, OptionValue)], OptionPath)])
  func `a fault is found where it stands`(changes: [(String, OptionValue)], key: OptionPath) {
    var section: OptionValue = ["name": "semantic", "clients": [5], "target": 2]
    for (key, value) in changes { section[key] = value }
    let setting = AttackSetting(
      clientCount: 10,
      images: PoisoningSetting(
        dataset: "cifar-10", shape: ImageShape(channels: 3, height: 32, width: 32),
        classCount: 10), training: BehaviorTests.training)
    let error = #expect(throws: OptionError.self) {
      try AttackPlan.read(section, setting: setting)
    }
    #expect(error?.path == ["attack"] + key)
  }

  @Test func `a set of another data set is refused`() {
    let error = #expect(throws: OptionError.self) {
      try AttackPlan.read(
        ["name": "semantic", "clients": [5], "target": 2, "set": "green-car"],
        setting: AttackPlanTests.setting)
    }
    #expect(error?.path == ["attack", "set"])
  }
}
