package import Options
package import Tensors

/// The architectures that exist, and the way from an experiment's words to a model.
package enum Models {
  package static let all: [any ModelArchitecture.Type] = [
    SoftmaxRegression.self, MultilayerPerceptron.self, LeNet.self, McMahanCNN.self, VGG9.self,
    ResNet8.self, ResNet18.self,
  ]

  /// The names, in the order of the catalog.
  package static var names: [String] { all.map { $0.name } }

  /// A model by its architecture's name.
  ///
  /// - Parameters:
  ///   - name: such as `lenet`.
  ///   - options: the architecture's options, without the name.
  ///   - input: the size of one image.
  ///   - classCount: the number of classes.
  ///   - path: where the options stand in their document, for messages.
  /// - Returns: the model with all shapes.
  /// - Throws: `OptionError` for an unknown name, wrong options, or images that the layers do not
  ///   fit onto.
  package static func make(
    _ name: String, options: OptionValue = .null, input: ImageShape, classCount: Int,
    at path: OptionPath = []
  ) throws(OptionError) -> Model {
    let architecture = try PlugIns.find(name, in: all, at: path + ["name"]) { $0.name }
    return try make(architecture, options, input, classCount, path)
  }

  /// A model called `custom` from a list of layers.
  ///
  /// - Parameters:
  ///   - list: mappings such as `{ type: conv2d, channels: 20, kernel: 5 }`; see `Layer.types`.
  ///   - input: the size of one image.
  ///   - classCount: the number of classes.
  ///   - path: where the list stands in its document, for messages.
  /// - Returns: the model with all shapes.
  /// - Throws: `OptionError` for what is no layer, and for layers that do not fit together.
  package static func make(
    layers list: OptionValue, input: ImageShape, classCount: Int, at path: OptionPath = []
  ) throws(OptionError) -> Model {
    guard case .array(let values) = list else {
      throw .wrongType(path: path, seen: list, allowed: "a list of layers")
    }
    var layers: [Layer] = []
    for (index, value) in values.enumerated() {
      layers.append(try Layer(value, classCount: classCount, at: path + ["\(index)"]))
    }
    do {
      return try Model(name: "custom", input: input, classCount: classCount, layers: layers)
    } catch {
      throw .conflict(
        path: path + (error.layer.map { ["\($0)"] } ?? []), reason: error.description)
    }
  }

  // MARK: - Details

  private static func make<Architecture: ModelArchitecture>(
    _ architecture: Architecture.Type, _ options: OptionValue, _ input: ImageShape,
    _ classCount: Int, _ path: OptionPath
  ) throws(OptionError) -> Model {
    let options = try architecture.options(from: options, at: path)
    do {
      let layers = try architecture.layers(input: input, classCount: classCount, options: options)
      return try Model(
        name: architecture.name, input: input, classCount: classCount, layers: layers,
        names: architecture.layerNames(options: options))
    } catch {
      throw .conflict(path: path, reason: error.description)
    }
  }
}
