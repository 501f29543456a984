package import Networks
import Options
package import Tensors

/// A layer whose channels, or units, can be switched off: its tensors and where its activations show.
package struct RepairableLayer: Sendable, Equatable {
  package let name: String
  /// Output channels × the values of one channel.
  package let weight: ParameterLayout.Entry
  /// Tensors with one value per output channel: the bias, scale and shift of norms behind the layer.
  package let channelTensors: [ParameterLayout.Entry]
  /// The weight of the linear layer that sees the channels, if a shortcut goes around the layer: a
  /// channel is off only when nothing looks at it any more.
  package let reader: ParameterLayout.Entry?
  /// The position in the model's layers behind which the layer's activations are rectified; its own
  /// position, or that of its norm, if no rectifier follows before the next weights.
  package let activation: Int

  package var channelCount: Int { weight.shape[0] }

  /// The places in the flat vector of everything that makes a channel's values.
  package func positions(ofChannel channel: Int) -> [Int] {
    let width = weight.count / channelCount
    let start = weight.offset + channel * width
    return Array(start..<start + width) + channelTensors.map { $0.offset + channel }
      + columns(ofChannel: channel)
  }

  /// The layer at a position; `nil` if it has no channels that can be switched off or gives the class
  /// scores.
  ///
  /// Of a residual block, its second convolution counts if a linear layer is the next with weights: the
  /// channels of other blocks live on in shortcuts.
  package init?(at index: Int, of model: Model) {
    guard index != model.outputLayer else { return nil }
    let place = model.places[index]
    if case .residual = model.layers[index] {
      guard let reader = Self.reader(behind: index, of: model) else { return nil }
      let tensors = Dictionary(uniqueKeysWithValues: place.tensors.map { ($0.name, $0) })
      guard let weight = tensors["\(place.name).conv2.weight"] else { return nil }
      name = "\(place.name).conv2"
      self.weight = weight
      channelTensors = ["weight", "bias"].compactMap { tensors["\(place.name).bn2.\($0)"] }
      self.reader = reader
      activation = index
    } else {
      guard let weight = place.weight else { return nil }
      let behind = Self.layersBehind(index, of: model)
      let norms = behind.filter { if case .norm = model.layers[$0] { true } else { false } }
      name = place.name
      self.weight = weight
      channelTensors =
        (place.bias.map { [$0] } ?? []) + norms.flatMap { model.places[$0].tensors }
      reader = nil
      activation = behind.first { model.layers[$0] == .relu } ?? norms.last ?? index
    }
  }

  // MARK: - Details

  /// The places where the reader's weights meet a channel.
  private func columns(ofChannel channel: Int) -> [Int] {
    guard let reader else { return [] }
    let inputs = reader.shape[1]
    let width = inputs / channelCount
    return (0..<reader.shape[0]).flatMap { row in
      let start = reader.offset + row * inputs + channel * width
      return start..<start + width
    }
  }

  /// The layers behind one that keep its channels apart.
  private static func layersBehind(_ index: Int, of model: Model) -> Range<Int> {
    var end = index + 1
    while end < model.layers.count {
      switch model.layers[end] {
      case .relu, .norm, .maxPooling, .averagePooling, .globalAveragePooling, .dropout: end += 1
      case .convolution, .linear, .residual, .flatten: return index + 1..<end
      }
    }
    return index + 1..<end
  }

  /// The weight of the next layer with weights, if it is linear.
  private static func reader(behind index: Int, of model: Model) -> ParameterLayout.Entry? {
    let next = model.places[(index + 1)...].first { $0.tensors.contains { $0.kind.isWeight } }
    return next?.tensors.first { $0.kind == .linearWeight }
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
