package import Networks
package import Options
package import Tensors

/// How malicious clients poison what they train on, and what they hope to achieve by it.
///
/// A new one is a file and a line in `DataPoisonings.all`. Alone, with honest training, it is an
/// attack of its own (`PoisonedClient`); attacks on the model take any of them under the key `data`.
package protocol DataPoisoning: Sendable {
  /// The name in experiment files, kebab-case.
  static var name: String { get }
  /// One sentence on what it does, without a period.
  static var summary: String { get }
  /// The paper, with a link that lasts.
  static var source: String { get }
  /// The keys that it adds to an attack's section.
  static var fields: [OptionField] { get }
  /// The least that the attackers must see.
  static var knowledge: AttackKnowledge { get }

  /// Reads its keys.
  ///
  /// - Parameters:
  ///   - section: a mapping that a schema with `fields` has resolved.
  ///   - setting: what it must go together with.
  ///   - path: where the attack stands in its document, for messages.
  /// - Returns: the poisoning, and its keys with every default written out; those read as the same.
  /// - Throws: `OptionError`.
  static func read(
    _ section: OptionValue, setting: PoisoningSetting, at path: OptionPath
  ) throws(OptionError) -> (value: Self, resolved: [OptionValue.Member])

  /// What a malicious client trains on in a round of attack.
  ///
  /// Which images are poisoned depends on the client, not on the round.
  ///
  /// - Parameters:
  ///   - task: the round's task, with the client's own images.
  ///   - network: lent for the call, for poisons that look at the model; its parameters are
  ///     overwritten.
  ///   - context: who the attackers are.
  /// - Returns: images of the same shape.
  /// - Throws: what the network and the adversary throw.
  func trainingImages(
    _ task: ClientTask, network: Network, context: AttackContext
  ) throws -> any LabeledImages

  /// Whether there is no poison in the training images, but in each batch.
  var poisonsBatches: Bool { get }

  /// Whether it takes images of the data set beyond those it is given.
  var usesOtherImages: Bool { get }

  /// What is done to each batch of a malicious client's training, after augmentation.
  ///
  /// - Parameters:
  ///   - task: the round's task.
  ///   - training: how the attacker trains.
  ///   - context: who the attackers are.
  /// - Returns: nil where all the poison is in the training images.
  func batchPoison(
    _ task: ClientTask, training: TrainingOptions, context: AttackContext
  ) -> (any BatchPoison)?

  /// What the attack success rate is measured on, labeled as the attacker wants it.
  ///
  /// Stretches that cover the test set without overlap give sets that together are the whole one.
  /// A set that knows its images' true labels (`trueLabel(at:)`) also has a robust accuracy.
  ///
  /// - Parameters:
  ///   - data: the data set.
  ///   - range: positions in its test set.
  ///   - learned: the adversary's value of `learnedKey`; nil for poisonings without one.
  /// - Returns: a set that may be empty.
  func successImages(
    _ data: AttackedData, range: Range<Int>, learned: [Float]?
  ) -> any LabeledImages

  /// What the adversary keeps for the whole run that success is measured with, such as a learned
  /// trigger; nil for poisonings that learn nothing. Before it is known there is no success rate.
  var learnedKey: AdversaryKey? { get }

  /// Training images that honest clients must not have, as the attack assumes; positions, rising.
  ///
  /// Malicious clients find them in `AttackContext.withheld`.
  func withheldImages(_ data: AttackedData) -> [Int]
}

extension DataPoisoning {
  package static var knowledge: AttackKnowledge { .own }
  package var learnedKey: AdversaryKey? { nil }
  package var poisonsBatches: Bool { false }
  package var usesOtherImages: Bool { false }
  package func batchPoison(
    _ task: ClientTask, training: TrainingOptions, context: AttackContext
  ) -> (any BatchPoison)? { nil }
  package func withheldImages(_ data: AttackedData) -> [Int] { [] }
}

/// What a data poisoning must go together with.
package struct PoisoningSetting: Sendable {
  /// The data set's name in the catalog.
  package let dataset: String
  /// The size of its images.
  package let shape: ImageShape
  /// The number of its classes.
  package let classCount: Int

  package init(dataset: String, shape: ImageShape, classCount: Int) {
    self.dataset = dataset
    self.shape = shape
    self.classCount = classCount
  }
}

/// The data set under attack.
package struct AttackedData: Sendable {
  /// All training images, whoever has them.
  package let train: any LabeledImages
  package let test: any LabeledImages

  package init(train: any LabeledImages, test: any LabeledImages) {
    self.train = train
    self.test = test
  }
}

/// The data poisonings that exist.
package enum DataPoisonings {
  package static let all: [any DataPoisoning.Type] = [
    BadNetsPoisoning.self,
    DistributedBackdoorPoisoning.self,
    LabelFlipPoisoning.self,
    CleanLabelPoisoning.self,
    SemanticPoisoning.self,
    EdgeCasePoisoning.self,
    LearnedPatchPoisoning.self,
    HiddenTriggerPoisoning.self,
  ]

  package static var names: [String] { all.map { $0.name } }

  /// The entry of the list called `name`.
  package static func find(_ name: String, at path: OptionPath) throws(OptionError)
    -> any DataPoisoning.Type
  {
    try PlugIns.find(name, in: all, at: path) { $0.name }
  }
}
