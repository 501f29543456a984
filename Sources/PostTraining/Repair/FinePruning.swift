package import Networks
package import Options
package import Randomness
package import Tensors

/// Prunes silent channels, zeroes extreme weights, and trains what is left on clean images.
///
/// Each of the three steps can be left out and is reported by itself. Pruning and fine-tuning are
/// Liu, Dolan-Gavitt and Garg, "Fine-Pruning", RAID 2018, arXiv:1805.12185; extreme weights are
/// Wu et al. 2020, arXiv:2011.01767.
package struct FinePruning: RepairMethod {
  package struct Options: Codable, Sendable, Equatable {
    package var maxAccuracyDrop = 0.04
    package var prune = true
    package var layers: [String]?
    package var extremeWeights = true
    package var extremeWeightLayers: [String]?
    package var deltaStart = 5.0
    package var deltaStep = 0.5
    package var fineTune = true
    package var fineTuneEpochs = 10
    package var learningRate = 0.01
    package var momentum = 0.9
    package var weightDecay = 0.0
    package var batchSize = 64

    package init() {}
  }

  package static let name = "fine-pruning"
  package static let summary =
    "prunes channels that clean images leave silent, zeroes extreme weights, fine-tunes"
  package static let source = "Liu et al., RAID 2018, https://arxiv.org/abs/1805.12185"
  package static let schema = OptionSchema([
    .init(
      "max_accuracy_drop", .rate, default: 0.04,
      "accuracy on held-out images, from 0 to 1, that pruning and zeroing may each cost"),
    .init("prune", .bool, default: true, "whether to prune channels"),
    .optional("layers", .list(of: .text), "layers to prune; left out, the last convolution"),
    .init("extreme_weights", .bool, default: true, "whether to zero extreme weights"),
    .optional(
      "extreme_weight_layers", .list(of: .text),
      "layers to zero extreme weights of; left out, the last convolution"),
    .init(
      "delta_start", .number(above: 0), default: 5.0,
      "deviations from the mean beyond which weights are zeroed first"),
    .init(
      "delta_step", .number(above: 0), default: 0.5,
      "by how much that bound shrinks while the accuracy holds"),
    .init("fine_tune", .bool, default: true, "whether to train on the clean images at the end"),
    .init("fine_tune_epochs", .integer(0...100_000), default: 10, "epochs of that training"),
    .init("learning_rate", .number(above: 0), default: 0.01, "its learning rate"),
    .init("momentum", .number(0...1), default: 0.9, "its momentum"),
    .init("weight_decay", .number(atLeast: 0), default: 0.0, "its weight decay"),
    .init("batch_size", .integer(1...1_000_000), default: 64, "its batch size"),
  ])

  package let options: Options

  package init(options: Options) { self.options = options }

  package func check(_ model: Model) throws(OptionError) {
    if options.prune { _ = try prunedLayers(of: model) }
    if options.extremeWeights { _ = try adjustedLayers(of: model) }
  }

  package func repair(
    _ state: ModelState, of network: Network, with images: DefenderImages, random: RandomStream
  ) throws -> [RepairStep] {
    var patient = Patient(state, network: network, images: images)
    var steps: [RepairStep] = []
    if options.prune {
      let pruning = ChannelPruning(
        layers: try prunedLayers(of: network.model), floor: try floor(of: patient))
      steps.append(try pruning.run(&patient))
    }
    if options.extremeWeights {
      let adjustment = ExtremeWeights(
        layers: try adjustedLayers(of: network.model), start: options.deltaStart,
        step: options.deltaStep, floor: try floor(of: patient))
      steps.append(try adjustment.run(&patient))
    }
    if options.fineTune {
      steps.append(
        try FineTuning(training: training).run(&patient, random: random.stream(for: "fine-tune")))
    }
    return steps
  }

  // MARK: - Details

  private func prunedLayers(of model: Model) throws(OptionError) -> [RepairableLayer] {
    try RepairableLayer.find(options.layers, of: model, key: "layers")
  }

  private func adjustedLayers(of model: Model) throws(OptionError) -> [RepairableLayer] {
    try RepairableLayer.find(
      options.extremeWeightLayers, of: model, key: "extreme_weight_layers")
  }

  /// The accuracy that a step must leave; a hair less than the difference, which binary fractions
  /// miss.
  private func floor(of patient: Patient) throws -> Double {
    try patient.accuracy() - options.maxAccuracyDrop - 1e-9
  }

  private var training: TrainingOptions {
    TrainingOptions(
      localEpochs: options.fineTuneEpochs, batchSize: options.batchSize,
      optimizer: OptimizerOptions(
        learningRate: options.learningRate, momentum: options.momentum,
        weightDecay: options.weightDecay))
  }
}
