package import Networks
package import Options

/// Where a model has room for a trojan: a hidden linear layer right before the one that gives the
/// scores.
package struct DetectorPlace: Sendable, Equatable {
  /// The position of the hidden layer in the model's layers.
  package let hidden: Int
  /// The position of the layer that gives the scores.
  package let output: Int

  /// The place in a model; nil for a model that has none.
  package init?(in model: Model) {
    output = model.outputLayer
    guard case .linear = model.layers[output],
      let hidden = model.places[..<output].lastIndex(where: { !$0.tensors.isEmpty }),
      case .linear = model.layers[hidden], model.layers[(hidden + 1)..<output].contains(.relu),
      model.layers[(hidden + 1)..<output].allSatisfy({ $0.keepsUnits })
    else { return nil }
    self.hidden = hidden
  }

  /// Refuses a model without such a place.
  package static func check(_ model: Model, at path: OptionPath) throws(OptionError) {
    guard DetectorPlace(in: model) == nil else { return }
    throw .conflict(
      path: path + ["name"],
      reason:
        "a trojan needs a hidden linear layer with a rectifier before the last layer, as mlp, "
        + "lenet and mcmahan-cnn have; '\(model.name)' has none")
  }
}

extension Layer {
  /// Whether what goes in comes out one to one, unless it is negative.
  fileprivate var keepsUnits: Bool {
    switch self {
    case .relu, .flatten, .dropout: true
    default: false
    }
  }
}
