package import Options
package import Randomness
package import Tensors

/// How an attacker poisons data: the trigger, the labels, and how many of its images.
package struct Poisoning: Sendable {
  package let trigger: any Trigger
  package let labels: LabelPolicy
  /// The share of a malicious client's images, in 0...1.
  package let rate: Double

  package init(trigger: any Trigger, labels: LabelPolicy, rate: Double) {
    self.trigger = trigger
    self.labels = labels
    self.rate = rate
  }

  /// What a malicious client trains on.
  package func poisoned(_ images: any LabeledImages, random: RandomStream) -> PoisonedImages {
    PoisonedImages(images, trigger: trigger, labels: labels, rate: rate, random: random)
  }

  /// What the attack success rate is measured on.
  package func triggered(_ images: any LabeledImages, range: Range<Int>? = nil) -> TriggeredImages {
    TriggeredImages(images, trigger: trigger, labels: labels, range: range)
  }
}

extension Poisoning {
  /// The keys of an attack that say how it poisons data.
  package static let fields: [OptionField] = [
    .required("trigger", .any, "what poisoned images carry: a trigger's name and its options"),
    .optional("target", .integer(atLeast: 0), "the class the attacker wants"),
    .init(
      "labels", .any, default: "all-to-one",
      "all-to-one, all-to-all (class y becomes y + 1), or { kind: one-to-one, source: class }"),
    .init(
      "poison_rate", .rate, default: 0.3125,
      "share of a malicious client's images that are poisoned"),
  ]

  /// Reads those keys.
  ///
  /// - Parameters:
  ///   - section: a mapping that a schema with `fields` has resolved.
  ///   - shape: the size of the data set's images.
  ///   - classCount: the number of its classes.
  ///   - path: where the attack stands in its document, for messages.
  /// - Returns: the poisoning, and its keys with every default written out.
  /// - Throws: `OptionError`.
  package static func read(
    _ section: OptionValue, shape: ImageShape, classCount: Int, at path: OptionPath
  ) throws(OptionError) -> (value: Poisoning, resolved: [OptionValue.Member]) {
    let place = path + ["trigger"]
    let named = try NamedOptions(
      section["trigger"] ?? .null, known: Triggers.names, at: place)
    let type = try Triggers.find(named.name, at: place)
    let options = try type.schema.resolve(named.options, at: place)
    let trigger = try Triggers.make(named.name, options: options, at: place)
    do throws(OptionError) {
      try trigger.check(shape)
    } catch {
      throw error.prefixed(by: place)
    }
    let target = section["target"] ?? .null
    let labels = try LabelPolicy.read(
      labels: section["labels"] ?? .null, target: target, classCount: classCount, at: path)
    let rate = section["poison_rate"] ?? .null
    let value = Poisoning(
      trigger: trigger, labels: labels, rate: rate.double)
    return (
      value,
      [
        .init("trigger", named.with(options)), .init("target", target),
        .init("labels", labels.resolved), .init("poison_rate", rate),
      ]
    )
  }
}
