package import Networks
import Options
package import Tensors

/// A layer whose channels, or units, can be switched off: its tensors and where its activations show.
package struct RepairableLayer: Sendable, Equatable {
  package let name: String
  /// Output channels × the values of one channel.
  package let weight: ParameterLayout.Entry
  /// One value per output channel.
  package let bias: ParameterLayout.Entry
  /// The position in the model's layers behind which the layer's activations are rectified; its own
  /// position if no rectifier follows before the next weights.
  package let activation: Int

  package var channelCount: Int { bias.count }

  /// The places of a channel's weights and bias in the flat vector.
  package func positions(ofChannel channel: Int) -> [Int] {
    let width = weight.count / channelCount
    let start = weight.offset + channel * width
    return Array(start..<start + width) + [bias.offset + channel]
  }

  /// The layer at a position; `nil` if it has no weights or gives the class scores.
  package init?(at index: Int, of model: Model) {
    let place = model.places[index]
    guard let weight = place.weight, let bias = place.bias, index != model.outputLayer else {
      return nil
    }
    name = place.name
    self.weight = weight
    self.bias = bias
    activation = Self.activation(behind: index, of: model)
  }

  // MARK: - Details

  private static func activation(behind index: Int, of model: Model) -> Int {
    for next in index + 1..<model.layers.count {
      switch model.layers[next] {
      case .relu: return next
      case .maxPooling, .averagePooling, .dropout: continue
      case .convolution, .linear, .flatten: return index
      }
    }
    return index
  }
}

extension RepairableLayer {
  /// The layers that a repair was told to work on.
  ///
  /// - Parameters:
  ///   - names: such as `conv2`; `nil` for the last convolution, or the last hidden layer of a model
  ///     without one.
  ///   - model: the model.
  ///   - key: the option that the names come from, for messages.
  /// - Returns: at least one layer.
  /// - Throws: `OptionError` for a name that is no layer with channels, and a model without any.
  static func find(_ names: [String]?, of model: Model, key: String) throws(OptionError)
    -> [RepairableLayer]
  {
    let all = model.places.indices.compactMap { RepairableLayer(at: $0, of: model) }
    guard let names else {
      let lastConvolution = model.lastConvolution.flatMap { RepairableLayer(at: $0, of: model) }
      guard let layer = lastConvolution ?? all.last else {
        throw .conflict(
          path: [key], reason: "the model '\(model.name)' has no hidden layer to repair")
      }
      return [layer]
    }
    var layers: [RepairableLayer] = []
    for (index, name) in names.enumerated() {
      layers.append(try PlugIns.find(name, in: all, at: [key, "\(index)"]) { $0.name })
    }
    guard !layers.isEmpty else {
      throw .outOfRange(path: [key], seen: [], allowed: "a list of at least one layer, or left out")
    }
    return layers
  }
}
