import Attacks
import Experiments
import Foundation
import Networks
import Options
import PostTraining
import Testing

@Suite struct ExperimentReaderTests {
  private let base = """
    name: trial
    seed: 7
    dataset: { name: glyphs, train_limit: 2000, test_limit: 500 }
    partition:
      scheme: dirichlet
      clients: 20
      alpha: 0.5
    model: { name: lenet }
    training:
      local_epochs: 2
    federation:
      rounds: 3
      clients_per_round: 10
    attack:
      name: model-replacement
      fraction: 0.1
      schedule: { kind: single-shot, round: 3 }
      trigger: { name: patch, size: 3 }
      target: 7
      scale: exact
    defense:
      - { name: norm-clipping, bound: median }
      - { name: multi-krum, f: 2 }
    post_training:
      clean_samples: 100
      steps: [{ name: fine-pruning }]
    """

  private func read(_ overrides: String...) throws -> Experiment {
    try ExperimentReader.read(text: base, name: "t.yaml", overrides: overrides)
  }

  @Test func `defaults are written out and read back the same`() throws {
    let experiment = try read()
    let again = try ExperimentReader.read(text: experiment.yaml(), name: "resolved.yaml")
    #expect(again.tree == experiment.tree)
    #expect(experiment.tree["federation"]?["processes"] == "auto")
    #expect(experiment.tree["training"]?["batch_size"] == 64)
    #expect(experiment.clients == 20)
    #expect(experiment.clientsPerRound == 10)
    #expect(experiment.training.localEpochs == 2)
    #expect(experiment.defense.map(\.name) == ["norm-clipping", "multi-krum"])
    #expect(experiment.model.parameterCount == 431_080)
  }

  @Test func `null switches a section off`() throws {
    let experiment = try read("attack=null", "post_training=null", "defense=[]")
    #expect(experiment.attack == nil)
    #expect(experiment.postTraining == nil)
    #expect(experiment.defense.isEmpty)
  }

  @Test func `the sealed experiment has no trace of the attack`() throws {
    let sealed = try read().withoutAttack()
    #expect(sealed.attack == nil)
    #expect(!(try sealed.yaml()).contains("patch"))
    #expect(try ExperimentReader.read(text: sealed.yaml(), name: "sealed").attack == nil)
  }

  @Test func `a clean twin is asked for in the attacked experiment alone`() throws {
    #expect(try !read().asksForCleanTwin)
    let experiment = try read(
      "evaluation.clean_twin=true", "federation.processes=per-client",
      "federation.transport=tcp://127.0.0.1:5555")
    #expect(experiment.asksForCleanTwin)
    let sealed = experiment.withoutAttack()
    #expect(!sealed.asksForCleanTwin && sealed.tree["evaluation"]?["clean_twin"] == false)
    let twin = experiment.cleanTwin()
    #expect(twin.attack == nil && twin.postTraining != nil)
    let read = try ExperimentReader.read(text: twin.yaml(), name: "twin")
    #expect(
      read.tree["federation"] == twin.tree["federation"] && read.federation == twin.federation)
    #expect(twin.federation.processes == .auto && twin.federation.transport == "ipc")
  }

  @Test func `the sealed experiment says what is withheld, and not by whom`() throws {
    #expect(try read().tree["partition"]?["withheld"] == [])
    let experiment = try read("partition.withheld=[9, 2]")
    #expect(experiment.withheld == [9, 2])
    let sealed = experiment.withoutAttack(withholding: [4, 9])
    #expect(sealed.withheld == [2, 4, 9])
    let read = try ExperimentReader.read(text: sealed.yaml(), name: "sealed")
    #expect(read.withheld == [2, 4, 9] && read.attack == nil)
    #expect(read.tree["partition"] == sealed.tree["partition"])
  }

  @Test func `malicious clients learn of the defense only if the threat model says so`() throws {
    let known = try read("attack.defense_known=true").asAttackersKnowIt()
    #expect(try known.yaml().contains("multi-krum") && known.yaml().contains("fine-pruning"))
    let text = try read("evaluation.every=3").asAttackersKnowIt().yaml()
    for word in ["norm-clipping", "multi-krum", "fine-pruning", "median", "every: 3"] {
      #expect(!text.contains(word), "\(word)")
    }
    let again = try ExperimentReader.read(text: text, name: "attackers")
    #expect(try again.tree == read().asAttackersKnowIt().tree)
    #expect(again.defense.isEmpty && again.postTraining?.steps.isEmpty == true)
    // Who has which images does not depend on it.
    #expect(
      again.attack?.kind.name == "model-replacement" && again.postTraining?.cleanSamples == 100)
  }

  @Test func `augmentation is off, or on with its defaults written out`() throws {
    #expect(try read().training.augmentation == nil)
    let experiment = try read("training.augmentation={flip: false}")
    #expect(experiment.training.augmentation == Augmentation(cropPadding: 4, flip: false))
    #expect(experiment.tree["training"]?["augmentation"] == ["crop_padding": 4, "flip": false])
    let again = try ExperimentReader.read(text: experiment.yaml(), name: "again")
    #expect(again.training == experiment.training)
  }

  @Test func `a model may be a list of layers`() throws {
    let experiment = try read(
      "model={layers: [{type: flatten}, {type: linear, outputs: 12}, {type: relu}, "
        + "{type: linear, outputs: 10}]}", "post_training=null")
    #expect(experiment.model.parameterCount == 784 * 12 + 12 + 120 + 10)
  }

  @Test(arguments: [
    ("federation.clients_per_rounds=3", "federation.clients_per_rounds", "clients_per_round"),
    ("federation.clients_per_round=21", "federation.clients_per_round", "at most 20"),
    ("federation.minimum_updates=11", "federation.minimum_updates", "at most 10"),
    ("federation.round_deadline=soon", "federation.round_deadline", "120s"),
    ("federation.transport=tcp://0.0.0.0:5555", "federation.transport", "loopback"),
    ("federation.processes=1", "federation.processes", "at least 2"),
    ("federation.rounds=2", "attack.schedule.round", "2 rounds"),
    ("training.local_epochs=two", "training.local_epochs", "whole number"),
    ("training.optimizer.learning_rate=-1", "training.optimizer.learning_rate", "number"),
    ("training.augmentation={crop_padding: 28}", "training.augmentation.crop_padding", "28"),
    ("training.augmentation.crop=4", "training.augmentation.crop", "crop_padding"),
    (
      "attack.training={augmentation: {crop_padding: 30}}",
      "attack.training.augmentation.crop_padding", "28"
    ),
    ("dataset.name=glyph", "dataset.name", "did you mean 'glyphs'?"),
    ("partition.scheme=dirichlit", "partition.scheme", "did you mean 'dirichlet'?"),
    ("partition.alpha=0", "partition.alpha", "above 0"),
    ("model.name=lenett", "model.name", "did you mean 'lenet'?"),
    ("attack.name=model-replacment", "attack.name", "did you mean 'model-replacement'?"),
    ("attack.target=10", "attack.target", "9"),
    ("attack.trigger.size=40", "attack.trigger", "28"),
    ("attack.fraction=1.0", "attack.fraction", "honest"),
    ("defense.1.f=4", "defense.1", "11"),
    ("defense=[{name: median}, {name: multi-krum, f: 1}]", "defense.1", "combine"),
    ("name=../escape", "name", "letters"),
    ("seed=-1", "seed", "whole number"),
    ("evaluation.every=0", "evaluation.every", "at least 1"),
    ("evaluation.clean_twin=maybe", "evaluation.clean_twin", "true or false"),
    ("post_training.steps=[{name: fine-prune}]", "post_training.steps.0", "fine-pruning"),
  ])
  func `a fault is answered with its key and what would be right`(
    override: String, key: String, says: String
  ) {
    let error = #expect(throws: ExperimentError.self) { try read(override) }
    let text = error?.description ?? ""
    #expect(text.contains("'\(key)"), "\(text)")
    #expect(text.contains(says), "\(text)")
    #expect(!text.contains("\n"))
  }

  @Test func `a fault in the file is answered with its line`() throws {
    let text = base.replacingOccurrences(of: "alpha: 0.5", with: "alpha: half")
    let error = #expect(throws: ExperimentError.self) {
      try ExperimentReader.read(text: text, name: "t.yaml")
    }
    #expect(error?.description.hasPrefix("t.yaml:7: 'partition.alpha'") == true)
  }

  @Test func `a file that is not there is named`() {
    let error = #expect(throws: ExperimentError.self) {
      try ExperimentReader.read(file: "/nowhere/x.yaml")
    }
    #expect(error?.description == "/nowhere/x.yaml cannot be read: there is no such file")
  }

  @Test func `every ready experiment is valid`() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("configs")
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".yaml") }.sorted()
    #expect(files.contains("quickstart.yaml"))
    for file in files {
      let path = folder.appendingPathComponent(file).path
      _ = try ExperimentReader.read(file: path)
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(text.hasPrefix("#"), "\(file) starts with what to expect")
    }
  }
}
