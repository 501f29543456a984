package import Randomness
package import Tensors

/// A network's architecture: layers with their shapes and the places of their parameters.
///
/// A value without numbers; parameters are flat arrays in the order of `layout`.
package struct Model: Sendable, Equatable {
  /// No architecture may have more parameters than this.
  package static let parameterLimit = 500_000_000

  /// The architecture's name, or `custom` for a list of layers.
  package let name: String
  package let input: ImageShape
  package let classCount: Int
  package let layers: [Layer]
  /// One place for each layer.
  package let places: [LayerPlace]
  /// The tensors: `conv1.weight`, `conv1.bias`, `fc1.weight` and so on.
  package let layout: ParameterLayout

  /// Works out all shapes.
  ///
  /// - Parameters:
  ///   - name: the architecture's name.
  ///   - input: the size of one image.
  ///   - classCount: the number of scores that the last layer gives.
  ///   - layers: from the image to the scores.
  /// - Throws: `NetworkError` when a layer cannot work on what it gets, or the last one does not
  ///   give `classCount × 1 × 1`.
  package init(
    name: String, input: ImageShape, classCount: Int, layers: [Layer]
  ) throws(NetworkError) {
    var inference = ShapeInference(input)
    for layer in layers { try inference.append(layer) }
    guard inference.layout.count > 0 else { throw .nothingToLearn }
    guard inference.image == ImageShape(channels: classCount, height: 1, width: 1) else {
      throw .wrongOutput(seen: inference.image, classCount: classCount)
    }
    self.name = name
    self.input = input
    self.classCount = classCount
    self.layers = layers
    places = inference.places
    layout = inference.layout
  }

  /// The number of trainable values.
  package var parameterCount: Int { layout.count }

  /// The position of the last layer with weights, the one that gives the scores.
  package var outputLayer: Int { places.lastIndex { $0.weight != nil } ?? layers.count - 1 }

  /// The position of the layer that gives what the output layer sees, the penultimate features;
  /// `nil` if that is the image itself.
  package var featureLayer: Int? { outputLayer > 0 ? outputLayer - 1 : nil }

  /// The position of the last convolution.
  package var lastConvolution: Int? {
    layers.lastIndex { if case .convolution = $0 { true } else { false } }
  }

  /// The position of the layer called `name`.
  package func layer(named name: String) -> Int? { places.firstIndex { $0.name == name } }

  /// Random parameters, as PyTorch draws them for these layers by default.
  ///
  /// Weight and bias of a layer are uniform in ±1/√fanIn, where fanIn is the number of inputs that
  /// one output sees. Every tensor has a stream of its own, found by its name.
  ///
  /// - Parameter random: the parent of the tensors' streams.
  /// - Returns: `parameterCount` floats in the order of `layout`.
  package func initialParameters(using random: RandomStream) -> [Float] {
    var parameters: [Float] = []
    parameters.reserveCapacity(parameterCount)
    for place in places {
      guard let weight = place.weight, let bias = place.bias else { continue }
      let bound = 1 / Double(weight.count / weight.shape[0]).squareRoot()
      for entry in [weight, bias] {
        var stream = random.stream(for: .text(entry.name))
        for _ in 0..<entry.count { parameters.append(Float(stream.uniform(-bound, bound))) }
      }
    }
    return parameters
  }
}
