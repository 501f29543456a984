import Datasets
import Foundation
import Kernels
import Networks
import Options
import Randomness
import Tensors
import TestSupport

/// What the reference runs of small networks on MNIST share.
struct GoldenModel {
  let model: Model
  private let item: GoldenCase

  static let isPossible = ProcessInfo.processInfo.environment["MUSTER_DATA"] != nil

  /// The first 640 images to train and the first 500 to test, in file order.
  static func digits() throws -> (train: any LabeledImages, test: any LabeledImages) {
    let options: OptionValue = ["train_limit": 640, "test_limit": 500]
    let digits = try DatasetCatalog.make("mnist", options: options).load(
      random: RandomStream(seed: 0))
    return (digits.train, digits.test)
  }

  init(_ item: GoldenCase) throws {
    self.item = item
    let layers: [Layer] =
      switch item.algorithm {
      case "mlp": [.flatten, .linear(outputs: 64), .relu, .linear(outputs: 10)]
      case "cnn":
        [
          .convolution(channels: 8, kernel: 5, padding: 2), .relu, .maxPooling(kernel: 2),
          .convolution(channels: 16, kernel: 5, padding: 2), .relu, .maxPooling(kernel: 2),
          .flatten, .linear(outputs: 10),
        ]
      default: [.flatten, .linear(outputs: 10)]
      }
    model = try Model(
      name: item.algorithm, input: ImageShape(channels: 1, height: 28, width: 28), classCount: 10,
      layers: layers)
  }

  /// A network of this model; parameters are still zero.
  func network(_ backend: BackendName) throws -> Network {
    try Network(
      model, backend: Backends.make(backend),
      normalization: Normalization(mean: [0.1307], deviation: [0.3081]))
  }

  /// Parameters from a mapping of tensor names, in canonical order.
  ///
  /// The reference calls linear layers `linear`, or `linear1` and so on if there are several.
  func parameters(_ names: OptionValue?) throws -> [Float] {
    let linearCount = model.layers.count { if case .linear = $0 { true } else { false } }
    return try model.layout.entries.flatMap { entry in
      let name =
        linearCount == 1
        ? entry.name.replacing("fc1", with: "linear") : entry.name.replacing("fc", with: "linear")
      guard case .string(let place)? = names?[name] else { throw GoldenError.missing(name) }
      let tensor = try item.tensor(named: place)
      guard tensor.shape == entry.shape else {
        throw GoldenError.missing("\(name) of \(entry.shape)")
      }
      return tensor.values
    }
  }
}
