package import Options

/// How a client trains in one round; the keys of `training` in an experiment file.
package struct TrainingOptions: Codable, Sendable, Equatable {
  /// How often a client goes through its images in one round.
  package var localEpochs: Int
  /// The number of images of one step; the last of an epoch may have fewer.
  package var batchSize: Int
  /// Whether each epoch has an order of its own; `false` keeps the images' order.
  package var shuffle: Bool
  /// How images are changed at random each time they are seen; not at all if `nil`.
  package var augmentation: Augmentation?
  package var optimizer: OptimizerOptions

  package init(
    localEpochs: Int = 1, batchSize: Int = 64, shuffle: Bool = true,
    augmentation: Augmentation? = nil, optimizer: OptimizerOptions
  ) {
    self.localEpochs = localEpochs
    self.batchSize = batchSize
    self.shuffle = shuffle
    self.augmentation = augmentation
    self.optimizer = optimizer
  }

  package static let schema = OptionSchema([
    OptionField(
      "local_epochs", .integer(0...1_000_000), default: 1,
      "how often a client goes through its images in one round"),
    OptionField(
      "batch_size", .integer(1...1_000_000), default: 64, "the number of images of one step"),
    OptionField(
      "shuffle", .bool, default: true,
      "whether each epoch has an order of its own; false keeps the partition's order"),
    .optional(
      "augmentation", .section(Augmentation.schema),
      "random crops and reflections of training images; none if left out"),
    OptionField(
      "optimizer", .section(OptimizerOptions.schema), default: .object([]),
      "how gradients become steps"),
  ])
}
