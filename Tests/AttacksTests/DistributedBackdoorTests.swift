import Attacks
import Networks
import Options
import Randomness
import Tensors
import TestSupport
import Testing

struct DistributedBackdoorTests {
  static let shape = ImageShape(channels: 1, height: 8, width: 12)
  static let images = ImageList(shades: (0..<40).map { $0 % 4 }, shape: shape, classCount: 4)

  let trial: BehaviorTests

  init() throws { trial = try BehaviorTests() }

  func poisoning(parts: Int, rate: Double = 0.5) throws -> BadNetsPoisoning {
    BadNetsPoisoning(
      trigger: try Triggers.make("dba-strips", options: ["parts": .int(parts), "length": 2]),
      labels: .allToOne(target: 2), dose: PoisonDose(rate: rate))
  }

  func trainingImages(
    _ poisoning: some DataPoisoning, client: Int, malicious: [Int]
  ) throws -> any LabeledImages {
    let base = trial.task(client: client)
    let task = ClientTask(
      global: base.global, client: client, round: base.round,
      announcement: try base.announcement(), images: Self.images, training: base.training,
      random: base.random)
    let context = AttackContext(malicious: malicious, random: BehaviorTests.root) { _ in
      Self.images
    }
    return try poisoning.trainingImages(task, network: trial.network, context: context)
  }

  @Test(arguments: [(2, 0), (3, 1), (5, 2), (7, 3), (8, 0), (9, 1)])
  func `an attacker poisons with the part of its rank, and with no other`(
    client: Int, part: Int
  ) throws {
    let whole = try poisoning(parts: 4)
    let set = try trainingImages(
      DistributedBackdoorPoisoning(whole), client: client, malicious: [9, 2, 3, 5, 7, 8])
    var count = 0
    for index in 0..<set.count {
      let clean = Self.images.pixels(at: index)
      let seen = set.pixels(at: index)
      guard seen != clean else {
        #expect(set.label(at: index) == Self.images.label(at: index))
        continue
      }
      count += 1
      #expect(seen == whole.trigger.parts[part].stamped(clean, shape: Self.shape))
      #expect(set.label(at: index) == 2)
    }
    #expect(count == 20)
  }

  @Test func `success is measured with the whole trigger`() throws {
    let whole = try poisoning(parts: 4)
    let data = AttackedData(train: Self.images, test: Self.images)
    let divided = DistributedBackdoorPoisoning(whole)
      .successImages(data, range: 0..<40, learned: nil)
    let union = whole.successImages(data, range: 0..<40, learned: nil)
    #expect(divided.count == 30)
    let mask = try #require(whole.trigger.mask(Self.shape))
    for index in 0..<30 {
      #expect(divided.pixels(at: index) == union.pixels(at: index))
      #expect(divided.label(at: index) == 2)
      let pixels = divided.pixels(at: index)
      #expect(mask.indices.allSatisfy { mask[$0] == 0 || pixels[$0] == 1 })
    }
  }

  @Test func `with a trigger of one part it is BadNets`() throws {
    let whole = try poisoning(parts: 1)
    let divided = try trainingImages(
      DistributedBackdoorPoisoning(whole), client: 5, malicious: [2, 5])
    let badNets = try trainingImages(whole, client: 5, malicious: [2, 5])
    for index in 0..<40 {
      #expect(divided.pixels(at: index) == badNets.pixels(at: index))
      #expect(divided.label(at: index) == badNets.label(at: index))
    }
  }

  @Test(arguments: ["patch", ["name": "dba-strips", "parts": 1], "pattern"] as [OptionValue])
  func `a trigger that cannot be divided is refused in a sentence`(trigger: OptionValue) throws {
    let setting = AttackSetting(
      clientCount: 10,
      images: PoisoningSetting(
        dataset: "shades", shape: ImageShape(channels: 1, height: 28, width: 28), classCount: 4),
      training: BehaviorTests.training)
    let error = #expect(throws: OptionError.self) {
      try AttackPlan.read(
        ["name": "dba", "clients": [1], "trigger": trigger, "target": 1], setting: setting)
    }
    #expect(error?.path == ["attack", "trigger"])
    #expect(error?.description.contains("'badnets'") == true)
  }

  @Test func `the strips of the paper are the default, and other attacks can divide them, too`()
    throws
  {
    let setting = AttackSetting(
      clientCount: 10,
      images: PoisoningSetting(
        dataset: "shades", shape: ImageShape(channels: 3, height: 32, width: 32), classCount: 4),
      training: BehaviorTests.training)
    for (name, data) in [("dba", nil), ("model-replacement", "dba")] as [(String, OptionValue?)] {
      var section: OptionValue = ["name": .string(name), "clients": [1], "target": 1]
      section["data"] = data
      let plan = try AttackPlan.read(section, setting: setting)
      #expect(plan.resolved["trigger"]?["name"] == "dba-strips")
      #expect(plan.poisoning is DistributedBackdoorPoisoning)
      #expect(try AttackPlan.read(plan.resolved, setting: setting).resolved == plan.resolved)
    }
  }
}
