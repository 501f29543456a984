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
  /// What training keeps in mind beside them; empty without batch normalization.
  ///
  /// Named as PyTorch names it, such as `bn1.running_mean` and `bn1.running_var`. PyTorch's whole
  /// numbers `num_batches_tracked` are not kept.
  package let bufferLayout: ParameterLayout

  /// Works out all shapes.
  ///
  /// - Parameters:
  ///   - name: the architecture's name.
  ///   - input: the size of one image.
  ///   - classCount: the number of scores that the last layer gives.
  ///   - layers: from the image to the scores.
  ///   - names: of layers, by position, that are not to be called after kind and number.
  /// - Throws: `NetworkError` when a layer cannot work on what it gets, or the last one does not
  ///   give `classCount × 1 × 1`.
  package init(
    name: String, input: ImageShape, classCount: Int, layers: [Layer], names: [Int: String] = [:]
  ) throws(NetworkError) {
    var inference = ShapeInference(input)
    for (index, layer) in layers.enumerated() { try inference.append(layer, name: names[index]) }
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
    bufferLayout = inference.bufferLayout
  }

  /// The number of trainable values.
  package var parameterCount: Int { layout.count }

  /// Whether training needs batches of more than one image.
  package var hasBatchNorm: Bool { bufferLayout.count > 0 }

  /// The position of the last layer with weights, the one that gives the scores.
  package var outputLayer: Int {
    places.lastIndex { $0.tensors.contains { $0.kind.isWeight } } ?? layers.count - 1
  }

  /// The position of the layer that gives what the output layer sees, the penultimate features;
  /// `nil` if that is the image itself.
  package var featureLayer: Int? { outputLayer > 0 ? outputLayer - 1 : nil }

  /// The position of the last convolution, or of the residual block that ends with it.
  package var lastConvolution: Int? {
    places.lastIndex { $0.tensors.contains { $0.kind == .convolutionWeight } }
  }

  /// The position of the layer called `name`.
  package func layer(named name: String) -> Int? { places.firstIndex { $0.name == name } }
}
