import Networks
import Options
import PostTraining
import Randomness
import Tensors
import TestSupport
import Testing

struct RepairMethodTests {
  static let image = ImageShape(channels: 1, height: 28, width: 28)

  static func model(_ name: String) throws -> Model {
    try Models.make(name, input: image, classCount: 10)
  }

  @Test(arguments: RepairMethods.all.map { $0.name })
  func `a repair works with its defaults alone`(name: String) throws {
    let type = try RepairMethods.find(name, at: [])
    #expect(!type.summary.isEmpty && !type.source.isEmpty)
    try RepairMethods.make(name).check(Self.model("lenet"))
  }

  @Test func `names are unique`() {
    #expect(Set(RepairMethods.names).count == RepairMethods.all.count)
  }

  @Test func `the schema's defaults are the type's`() throws {
    #expect(try FinePruning.options(from: .null) == FinePruning.Options())
  }

  @Test func `the section of the documentation reads, and reads again when written out`() throws {
    let section: OptionValue = [
      "clean_samples": 500,
      "steps": [
        [
          "name": "fine-pruning", "max_accuracy_drop": 0.04, "extreme_weights": true,
          "fine_tune_epochs": 10,
        ]
      ],
    ]
    let plan = try PostTrainingPlan.read(section, model: Self.model("lenet"))
    #expect(plan.cleanSamples == 500)
    #expect(plan.steps.map(\.name) == ["fine-pruning"])
    #expect(plan.resolved["steps"]?.first?["learning_rate"] == 0.01)
    let again = try PostTrainingPlan.read(plan.resolved, model: Self.model("lenet"))
    #expect(again.resolved == plan.resolved)
  }

  @Test(
    arguments: [
      ("lenet", ["name": "fine-prunning"], ["name"]),
      ("lenet", ["name": "fine-pruning", "tau": 1], ["tau"]),
      ("lenet", ["name": "fine-pruning", "layers": ["conv3"]], ["layers", "0"]),
      ("lenet", ["name": "fine-pruning", "layers": ["fc1", "fc2"]], ["layers", "1"]),
      ("lenet", ["name": "fine-pruning", "layers": []], ["layers"]),
      (
        "lenet", ["name": "fine-pruning", "extreme_weight_layers": ["pool1"]],
        ["extreme_weight_layers", "0"]
      ), ("softmax-regression", ["name": "fine-pruning"], ["layers"]),
    ] as [(String, OptionValue, OptionPath)])
  func `what a model does not allow is refused where it stands`(
    model: String, step: OptionValue, key: OptionPath
  ) {
    let error = #expect(throws: OptionError.self) {
      try PostTrainingPlan.read(["steps": [step]], model: Self.model(model))
    }
    #expect(error?.path == ["post_training", "steps", "0"] + key)
  }

  @Test func `layers that are off need not exist`() throws {
    let off: OptionValue = ["name": "fine-pruning", "prune": false, "extreme_weights": false]
    _ = try PostTrainingPlan.read(["steps": [off]], model: Self.model("softmax-regression"))
  }

  @Test(arguments: [(2, 1), (9, 1), (10, 2), (500, 100)])
  func `a fifth of the defender's images is held out`(count: Int, heldOut: Int) {
    let images = ImageList(
      shades: Array(0..<count), shape: ImageShape(channels: 1, height: 1, width: 1),
      classCount: count)
    let split = DefenderImages(splitting: images, random: RandomStream(seed: 4))
    #expect(split.holdOut.count == heldOut)
    let labels = [split.fineTune, split.holdOut].flatMap { part in
      (0..<part.count).map { part.label(at: $0) }
    }
    #expect(labels.sorted() == Array(0..<count))
  }
}
