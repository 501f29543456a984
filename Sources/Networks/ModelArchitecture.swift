package import Options
package import Tensors

/// A family of networks that an experiment can ask for by name.
///
/// A new one is a file in `Models` and a line in `Models.all`.
package protocol ModelArchitecture: PlugIn {
  /// The layers from an image of shape `input` to `classCount` scores.
  ///
  /// - Parameters:
  ///   - input: the size of one image.
  ///   - classCount: the number of classes.
  ///   - options: the typed options.
  /// - Returns: the layers; whether they fit onto the image is checked when the model is made.
  /// - Throws: `NetworkError` for options that make no network.
  static func layers(
    input: ImageShape, classCount: Int, options: Options
  ) throws(NetworkError) -> [Layer]

  /// The images that it was made for, which benchmarks train it on.
  static var usualInput: ImageShape { get }

  /// The names of layers, by position, that are not to be called after kind and number.
  static func layerNames(options: Options) -> [Int: String]
}

extension ModelArchitecture {
  package static var usualInput: ImageShape { ImageShape(channels: 1, height: 28, width: 28) }
  package static func layerNames(options: Options) -> [Int: String] { [:] }
}

/// The options of an architecture that has none.
package struct NoModelOptions: Codable, Sendable {}
