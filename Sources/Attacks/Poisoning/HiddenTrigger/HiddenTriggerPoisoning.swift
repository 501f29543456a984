package import Networks
package import Options
import Randomness
package import Tensors

/// Images of the target class that the model sees as images of the source class with the trigger.
///
/// A share of the client's images of the target class is changed a little until its features are
/// those of as many triggered source images; labels stay, and no image that anybody trains on shows
/// the trigger. A model that learns to keep these apart from the source class takes triggered source
/// images for the target class. In a federation the poisons are made anew in every round of attack,
/// against the model that the client has got: features move as the model learns, and a collision
/// lasts no longer than they do. The source images are those of all malicious clients together, who
/// share them. The share is of the target class, as in the paper, and no image is taken twice.
/// The trigger has one place; in the paper each image has it at another.
/// Source: Saha, Subramanya and Pirsiavash, "Hidden Trigger Backdoor Attacks", AAAI 2020,
/// arXiv:1910.00033, algorithm 1.
package struct HiddenTriggerPoisoning: DataPoisoning {
  package let trigger: any Trigger
  package let source: Int
  package let target: Int
  /// The share of a malicious client's images of the target class, in 0...1.
  package let rate: Double
  package let collision: FeatureCollision

  package init(
    trigger: any Trigger, source: Int, target: Int, rate: Double, collision: FeatureCollision
  ) {
    self.trigger = trigger
    self.source = source
    self.target = target
    self.rate = rate
    self.collision = collision
  }

  package static let name = "hidden-trigger"
  package static let summary =
    "images of the target class with the features of triggered ones, all labels true"
  package static let source = "Saha et al., AAAI 2020, https://arxiv.org/abs/1910.00033"
  // Of the round's attackers, colluders share their images to hide.
  package static let knowledge = AttackKnowledge.colluding

  package static let fields: [OptionField] = [
    .required("trigger", .any, "what test images carry: a trigger's name and its options"),
    .required("target", .integer(atLeast: 0), "the class the attacker wants"),
    .required("source", .integer(atLeast: 0), "the class whose images the trigger turns"),
    .init(
      "poison_rate", .rate, default: 0.1,
      "share of a malicious client's images of the target class that are changed"),
    .init(
      "collision", .section(FeatureCollision.schema), default: [:],
      "how images are given the features of others"),
  ]

  package static func read(
    _ section: OptionValue, setting: PoisoningSetting, at path: OptionPath
  ) throws(OptionError) -> (value: HiddenTriggerPoisoning, resolved: [OptionValue.Member]) {
    let trigger = try Triggers.read(
      section["trigger"] ?? .null, shape: setting.shape, at: path + ["trigger"])
    let classes = OptionField.Kind.integer(0...setting.classCount - 1)
    let target = try classes.check(section["target"] ?? .null, at: path + ["target"])
    let source = try classes.check(section["source"] ?? .null, at: path + ["source"])
    guard source != target else {
      throw .conflict(path: path + ["source"], reason: "\(source) is the target already")
    }
    let rate = section["poison_rate"] ?? .null
    let collision = section["collision"] ?? .null
    return (
      HiddenTriggerPoisoning(
        trigger: trigger.value, source: Int(source.double), target: Int(target.double),
        rate: rate.double, collision: FeatureCollision(collision)),
      [
        .init("trigger", trigger.resolved), .init("target", target), .init("source", source),
        .init("poison_rate", rate), .init("collision", collision),
      ]
    )
  }

  package func trainingImages(
    _ task: ClientTask, network: Network, context: AttackContext
  ) throws -> any LabeledImages {
    let random = context.poisonStream(of: task.client)
    let chosen = poisoned(of: task.images, random: random)
    guard !chosen.isEmpty else { return task.images }
    let sources = try triggeredSources(
      chosen.count, task, context: context, random: random.stream(for: "source"))
    try network.load(task.global)
    let poisons = try collision.poisons(
      from: ImageBatch.gather(task.images, chosen), towards: sources, network: network)
    return HiddenTriggerImages(task.images, poisons: poisons, at: chosen)
  }

  package var usesOtherImages: Bool { true }

  package func successImages(
    _ data: AttackedData, range: Range<Int>, learned: [Float]?
  ) -> any LabeledImages {
    TriggeredImages(
      data.test, trigger: trigger, labels: .oneToOne(source: source, target: target), range: range)
  }

  // MARK: - Details

  /// The positions of the images to change, rising.
  private func poisoned(of images: any LabeledImages, random: RandomStream) -> [Int] {
    let eligible = (0..<images.count).filter { images.label(at: $0) == target }
    var random = random
    return eligible.shuffled(using: &random)
      .prefix(PoisonDose.count(of: eligible.count, rate: rate)).sorted()
  }

  /// Some source images of the attackers with the trigger.
  private func triggeredSources(
    _ count: Int, _ task: ClientTask, context: AttackContext, random: RandomStream
  ) throws -> [Float] {
    let pools = context.malicious.map { $0 == task.client ? task.images : context.images($0) }
    let places = pools.indices.flatMap { pool in
      (0..<pools[pool].count).filter { pools[pool].label(at: $0) == source }
        .map { (pool: pool, index: $0) }
    }
    guard places.count >= count else {
      throw HiddenTriggerError.tooFewSources(
        client: task.client, poisons: count, sources: places.count, source: source)
    }
    var random = random
    let shape = task.images.shape
    var pixels = [Float](repeating: 0, count: count * shape.count)
    var span = pixels.mutableSpan
    for (slot, choice) in Array(places.indices).shuffled(using: &random).prefix(count).enumerated()
    {
      var image = span._mutatingExtracting(slot * shape.count..<(slot + 1) * shape.count)
      pools[places[choice].pool].read(places[choice].index, into: &image)
      trigger.apply(to: &image, shape: shape, sample: places[choice].index)
    }
    return pixels
  }
}
