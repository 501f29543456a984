package import Options

/// How an optimizer turns gradients into steps; the keys of `optimizer` in an experiment file.
package struct OptimizerOptions: Codable, Sendable, Equatable {
  /// The optimizers that exist.
  package enum Name: String, Codable, Sendable, CaseIterable {
    /// Stochastic gradient descent: `v = momentum · v + g`, `w = w − rate · v`.
    case sgd
    /// Kingma and Ba, ICLR 2015, arXiv:1412.6980, with bias correction.
    case adam
  }

  package var name: Name
  /// The size of a step.
  package var learningRate: Double
  /// The share of the last step that goes on, in 0...1; only for `sgd`.
  package var momentum: Double
  /// This multiple of the parameters is added to the gradient first.
  package var weightDecay: Double
  /// The decay of the gradients' mean, in 0..<1; only for `adam`.
  package var beta1: Double
  /// The decay of the squared gradients' mean, in 0..<1; only for `adam`.
  package var beta2: Double
  /// Added to the root of the squared gradients' mean, above 0; only for `adam`.
  package var epsilon: Double

  package init(
    _ name: Name = .sgd, learningRate: Double, momentum: Double = 0, weightDecay: Double = 0,
    beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8
  ) {
    self.name = name
    self.learningRate = learningRate
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  package static let schema = OptionSchema([
    OptionField(
      "name", .choice(Name.allCases.map(\.rawValue)), default: "sgd", "how gradients become steps"),
    OptionField(
      "learning_rate", .number(atLeast: 0), default: 0.05,
      "the size of a step; adam wants about 0.001"),
    OptionField(
      "momentum", .number(0...1), default: 0.9, "the share of the last step that goes on (sgd)"),
    OptionField(
      "weight_decay", .number(atLeast: 0), default: 0.0,
      "this multiple of the parameters is added to the gradient"),
    OptionField("beta1", .number(0...0.999999), default: 0.9, "decay of the mean (adam)"),
    OptionField(
      "beta2", .number(0...0.999999), default: 0.999, "decay of the squares' mean (adam)"),
    OptionField(
      "epsilon", .number(above: 0), default: 1e-8, "added to the root of the squares' mean (adam)"),
  ])
}
