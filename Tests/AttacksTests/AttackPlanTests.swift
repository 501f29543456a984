import Attacks
import Networks
import Options
import Randomness
import Tensors
import Testing

struct AttackPlanTests {
  static let training = TrainingOptions(
    localEpochs: 1, optimizer: OptimizerOptions(learningRate: 0.05, momentum: 0.9))
  static let setting = AttackSetting(
    clientCount: 20,
    images: PoisoningSetting(
      dataset: "mnist", shape: ImageShape(channels: 1, height: 28, width: 28), classCount: 10),
    training: training)
  static let section: OptionValue = [
    "name": "model-replacement", "fraction": 0.2, "schedule": ["kind": "continuous"],
    "trigger": ["name": "patch", "size": 3, "corner": "bottom-right", "value": 1.0],
    "target": 7, "labels": "all-to-one", "poison_rate": 0.3125,
    "training": ["local_epochs": 5], "scale": "exact",
  ]

  static func section(_ changes: (String, OptionValue)...) -> OptionValue {
    var section = Self.section
    for (key, value) in changes { section[key] = value }
    return section
  }

  @Test func `the section of the documentation reads`() throws {
    let plan = try AttackPlan.read(Self.section, setting: Self.setting)
    #expect(plan.kind.name == "model-replacement")
    #expect(plan.selection == .fraction(0.2))
    #expect(plan.schedule == .continuous)
    let poisoning = try #require(plan.poisoning as? BadNetsPoisoning)
    #expect(poisoning.labels == .allToOne(target: 7))
    #expect(poisoning.dose == PoisonDose(rate: 0.3125))
    #expect(plan.knowledge == .own && !plan.isDefenseKnown)
    #expect(plan.options == ["scale": "exact", "scale_buffers": false])
    #expect(plan.malicious(among: 20, random: RandomStream(seed: 1)).count == 4)
  }

  @Test func `what is written out has every default and reads as the same`() throws {
    let short: OptionValue = [
      "name": "model-replacement", "clients": [7, 3], "trigger": "patch", "target": 0,
    ]
    let plan = try AttackPlan.read(short, setting: Self.setting)
    #expect(plan.selection == .clients([3, 7]))
    #expect(plan.resolved["trigger"]?["margin"] == 0)
    #expect(plan.resolved["schedule"] == ["kind": "continuous"])
    #expect(plan.resolved["poison_rate"] == 0.3125)
    #expect(plan.resolved["scale"] == "exact")
    let again = try AttackPlan.read(plan.resolved, setting: Self.setting)
    #expect(again.resolved == plan.resolved)
  }

  @Test func `the attacker's training changes only what it names`() throws {
    let plan = try AttackPlan.read(
      Self.section(("training", ["local_epochs": 5, "optimizer": ["momentum": 0]])),
      setting: Self.setting)
    var expected = Self.training
    expected.localEpochs = 5
    expected.optimizer.momentum = 0
    #expect(try plan.training.merged(over: Self.training) == expected)
  }

  @Test func `another optimizer starts from its own defaults`() throws {
    let overrides = TrainingOverrides(["optimizer": ["name": "adam", "learning_rate": 0.001]])
    let merged = try overrides.merged(
      over: TrainingOptions(
        optimizer: OptimizerOptions(learningRate: 0.05, momentum: 0.5, weightDecay: 0.1)))
    #expect(merged.optimizer == OptimizerOptions(.adam, learningRate: 0.001, momentum: 0.9))
  }

  @Test(
    arguments: [
      (("name", "model-replacment"), ["name"]), (("fraction", 1.5), ["fraction"]),
      (("fraction", .null), ["fraction"]), (("clients", [1]), ["clients"]),
      (("target", 10), ["target"]), (("target", .null), ["target"]),
      (("trigger", ["name": "patch", "size": 29]), ["trigger", "size"]),
      (("trigger", ["name": "patch", "sise": 2]), ["trigger", "sise"]),
      (("trigger", .null), ["trigger"]), (("poison_rate", 2), ["poison_rate"]),
      (("scale", 0), ["scale"]), (("scale", "precise"), ["scale"]), (("speed", 1), ["speed"]),
      (("training", ["local_epocs": 5]), ["training", "local_epocs"]),
      (("training", 5), ["training"]), (("knowledge", "all"), ["knowledge"]),
      (("defense_known", 1), ["defense_known"]), (("data", "bad-nets"), ["data"]),
      (
        ("training", ["optimizer": ["learning_rate": -1]]),
        ["training", "optimizer", "learning_rate"]
      ), (("schedule", ["kind": "single-shot"]), ["schedule", "round"]),
    ] as [((String, OptionValue), OptionPath)])
  func `a fault is found where it stands`(change: (String, OptionValue), key: OptionPath) {
    let error = #expect(throws: OptionError.self) {
      try AttackPlan.read(Self.section(change), setting: Self.setting)
    }
    #expect(error?.path == ["attack"] + key)
  }

  @Test(arguments: [[20], [3, 3], ["a"]] as [OptionValue])
  func `clients that do not exist or stand twice are refused`(clients: OptionValue) {
    #expect(throws: OptionError.self) {
      try AttackPlan.read(
        Self.section(("fraction", .null), ("clients", clients)), setting: Self.setting)
    }
  }

  @Test(arguments: ["train-and-scale", "alternating-minimization", "data-free", "trojan"])
  func `attacks that look at their poisoned images first take no poison per batch`(name: String) {
    var section = Self.section(("name", .string(name)), ("poison_per", "batch"))
    section["scale"] = nil
    section["training"] = nil
    if name == "train-and-scale" { section["bound"] = 1 }
    let error = #expect(throws: OptionError.self) {
      try AttackPlan.read(section, setting: Self.setting)
    }
    #expect(error?.path == ["attack", "poison_per"])
  }

  @Test func `options of another attack are refused`() {
    let error = #expect(throws: OptionError.self) {
      try AttackPlan.read(Self.section(("name", "badnets")), setting: Self.setting)
    }
    #expect(error?.path == ["attack", "scale"])
  }
}
