import Attacks
import Kernels
import Networks
import Options
import Randomness
import Tensors
import TestSupport
import Testing

struct HiddenTriggerTests {
  let lab: BackdoorLab
  let state: ModelState

  init() throws {
    lab = try BackdoorLab()
    state = try lab.train(on: lab.train)
  }

  private func poisoning(
    _ collision: OptionValue = [:], rate: OptionValue = 0.5
  ) throws -> any DataPoisoning {
    try HiddenTriggerPoisoning.sample(
      [
        "trigger": ["name": "patch", "size": 5], "target": 7, "source": 3, "poison_rate": rate,
        "collision": collision,
      ], lab.setting)
  }

  private func poisons(_ poisoning: any DataPoisoning) throws -> any LabeledImages {
    try poisoning.trainingImages(
      lab.task(from: state), network: lab.network, context: lab.context())
  }

  /// The positions of the images that differ from the clean ones.
  private func changed(_ images: any LabeledImages) -> [Int] {
    (0..<images.count).filter { images.pixels(at: $0) != lab.train.pixels(at: $0) }
  }

  @Test func `poisons keep their labels and stay near the images that they were`() throws {
    let images = try poisons(poisoning(["epsilon": 0.1, "steps": 20]))
    let changed = changed(images)
    let targets = (0..<lab.train.count).filter { lab.train.label(at: $0) == 7 }
    #expect(changed.count == targets.count / 2)
    #expect(Set(changed).isSubset(of: targets))
    for index in 0..<images.count { #expect(images.label(at: index) == lab.train.label(at: index)) }
    for index in changed {
      for (poison, clean) in zip(images.pixels(at: index), lab.train.pixels(at: index)) {
        #expect(abs(poison - clean) <= 0.1 + 1e-6)
        #expect((0...1).contains(poison))
      }
    }
  }

  @Test func `poisons move with their image where it is moved`() throws {
    let images = try poisons(poisoning(["steps": 5]))
    let placement = ImagePlacement(down: 2, right: -1, isMirrored: true)
    for index in [changed(images)[0], 0] {
      var moved = images.pixels(at: index)
      var span = moved.mutableSpan
      placement.apply(to: &span, shape: images.shape)
      var seen = [Float](repeating: -1, count: images.shape.count)
      var seenSpan = seen.mutableSpan
      images.read(index, placed: placement, into: &seenSpan)
      #expect(seen == moved)
    }
  }

  @Test func `features come nearer to those of the sources`() throws {
    let clean = ImageBatch.gather(lab.train, (0..<lab.train.count).filter(isTarget).prefix(20))
    let sources = ImageBatch.gather(lab.train, (0..<lab.train.count).filter(isSource).prefix(20))
    try lab.network.load(state)
    var previous = Double.infinity
    for steps in [1, 10, 100] {
      var collision = FeatureCollision()
      collision.epsilon = 0.3
      collision.learningRate = 0.001
      collision.steps = steps
      let poisons = try collision.poisons(
        from: clean, towards: sources.pixels, network: lab.network)
      let distance = try meanDistance(poisons, sources.pixels)
      #expect(distance < previous)
      previous = distance
    }
    #expect(previous < 0.5 * (try meanDistance(clean.pixels, sources.pixels)))
  }

  @Test func `distances that are small enough end it`() throws {
    let clean = ImageBatch.gather(lab.train, (0..<lab.train.count).filter(isTarget).prefix(5))
    let sources = ImageBatch.gather(lab.train, (0..<lab.train.count).filter(isSource).prefix(5))
    try lab.network.load(state)
    var collision = FeatureCollision()
    collision.enough = 1e9
    #expect(
      try collision.poisons(from: clean, towards: sources.pixels, network: lab.network)
        == clean.pixels)
  }

  @Test func `the same task gives the same poisons`() throws {
    let poisoning = try poisoning(["steps": 10])
    let first = try poisons(poisoning)
    _ = try lab.train(
      on: lab.train, TrainingOptions(optimizer: OptimizerOptions(learningRate: 0.1)))
    let second = try poisons(poisoning)
    for index in 0..<first.count { #expect(first.pixels(at: index) == second.pixels(at: index)) }
  }

  @Test func `the trigger is visible only on test images of the source class`() throws {
    let images = try poisoning().successImages(
      lab.attacked, range: 0..<lab.test.count, learned: nil)
    let sources = (0..<lab.test.count).filter { lab.test.label(at: $0) == 3 }
    #expect(images.count == sources.count)
    for (place, index) in sources.enumerated() {
      #expect(images.label(at: place) == 7)
      #expect(images.pixels(at: place).last == 1)
      #expect(images.pixels(at: place)[0] == lab.test.pixels(at: index)[0])
    }
  }

  @Test func `fewer sources than poisons is a sentence`() throws {
    let targets = (0..<lab.train.count).filter(isTarget)
    let few = ImageSubset(
      lab.train, indices: targets + (0..<lab.train.count).filter(isSource).prefix(2))
    let task = lab.task(from: state, client: 0, images: few)
    let error = #expect(throws: HiddenTriggerError.self) {
      try poisoning().trainingImages(
        task, network: lab.network,
        context: AttackContext(malicious: [0], random: lab.random) { _ in few })
    }
    let count = targets.count / 2
    #expect(error == .tooFewSources(client: 0, poisons: count, sources: 2, source: 3))
    #expect(
      error?.description
        == "client 0 has \(count) images to poison and the attackers have 2 images of class 3 to hide "
        + "in them; lower attack.poison_rate or choose another attack.source")
  }

  @Test func `colluders share their source images`() throws {
    let targets = ImageSubset(lab.train, indices: (0..<lab.train.count).filter(isTarget))
    let sources = ImageSubset(lab.train, indices: (0..<lab.train.count).filter(isSource))
    let task = lab.task(from: state, client: 4, images: targets)
    let images = try poisoning(["steps": 2]).trainingImages(
      task, network: lab.network,
      context: AttackContext(malicious: [4, 9], random: lab.random) { $0 == 4 ? targets : sources })
    #expect(
      (0..<targets.count).filter { images.pixels(at: $0) != targets.pixels(at: $0) }.count
        == targets.count / 2)
  }

  @Test func `a client without images of the target class trains as it is`() throws {
    let others = ImageSubset(
      lab.train, indices: (0..<lab.train.count).filter { !isTarget($0) && !isSource($0) })
    let task = lab.task(from: state, client: 0, images: others)
    let images = try poisoning().trainingImages(
      task, network: lab.network,
      context: AttackContext(malicious: [0], random: lab.random) { _ in others })
    for index in 0..<others.count { #expect(images.pixels(at: index) == others.pixels(at: index)) }
  }

  @Test func `features are those of the layer that is named`() throws {
    let first = try poisons(poisoning(["steps": 5, "layer": "fc1"]))
    let other = try poisons(poisoning(["steps": 5, "layer": "fc2"]))
    let usual = try poisons(poisoning(["steps": 5]))
    let index = try #require(changed(usual).first)
    #expect(first.pixels(at: index) == usual.pixels(at: index))
    #expect(other.pixels(at: index) != usual.pixels(at: index))
    #expect(
      throws: HiddenTriggerError.unknownLayer(
        name: "fc9", known: lab.network.model.places.map(\.name))
    ) { try poisons(poisoning(["layer": "fc9"])) }
  }

  @Test func `a model without features is a sentence`() throws {
    let model = try Model(
      name: "flat", input: lab.train.shape, classCount: 10, layers: [.linear(outputs: 10)])
    let network = try Network(
      model, backend: Backends.make(.portable), normalization: .identity(channels: 1))
    let state = ModelState(parameters: model.initialParameters(using: lab.random))
    #expect(throws: HiddenTriggerError.noFeatures(model: "flat")) {
      _ = try poisoning().trainingImages(
        lab.task(from: state), network: network, context: lab.context())
    }
  }

  @Test(
    arguments: [("source", 7), ("source", 10), ("target", 12)] as [(String, OptionValue)])
  func `classes that do not exist or are the same are refused`(key: String, value: OptionValue)
    throws
  {
    var keys: OptionValue = ["trigger": "patch", "target": 7, "source": 3]
    keys[key] = value
    let error = #expect(throws: OptionError.self) {
      try HiddenTriggerPoisoning.sample(keys, lab.setting)
    }
    #expect(error?.path == ["attack", .init(key)])
  }

  // MARK: - Details

  private func isTarget(_ index: Int) -> Bool { lab.train.label(at: index) == 7 }
  private func isSource(_ index: Int) -> Bool { lab.train.label(at: index) == 3 }

  /// The mean squared distance between the features of images and of those they were matched with.
  private func meanDistance(_ first: [Float], _ second: [Float]) throws -> Double {
    let count = first.count / lab.train.shape.count
    let layer = try #require(lab.network.model.featureLayer)
    let one = try lab.network.activations(after: layer, first.span, batch: count)
    let other = try lab.network.activations(after: layer, second.span, batch: count)
    let width = one.count / count
    let partners = GreedyMatching.greedy(one, other, count: count)
    return partners.enumerated().reduce(0.0) { sum, pair in
      (0..<width).reduce(sum) {
        let gap = Double(one[pair.offset * width + $1] - other[pair.element * width + $1])
        return $0 + gap * gap
      }
    } / Double(count)
  }
}

struct GreedyMatchingTests {
  @Test func `the nearest pair goes first, and nothing is taken twice`() {
    // Distances: 0–0 is 1, 0–1 is 0.25, 1–1 is 1, 1–0 is 6.25; the nearest pair leaves 1–0.
    let partners = GreedyMatching.greedy([0, 2.5], [0, 1].map { $0 == 0 ? -1 : 0.5 }, count: 2)
    #expect(partners == [1, 0])
    #expect(GreedyMatching.greedy([0, 0, 0], [0, 0, 0], count: 3) == [0, 1, 2])
    #expect(GreedyMatching.greedy([], [], count: 0) == [])
  }

  @Test func `every source has one image`() {
    var random = RandomStream(seed: 2)
    let rows = (0..<40).map { _ in Float(random.uniform()) }
    let sources = (0..<40).map { _ in Float(random.uniform()) }
    #expect(GreedyMatching.greedy(rows, sources, count: 20).sorted() == Array(0..<20))
  }
}
