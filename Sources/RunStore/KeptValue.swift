import Digests
import TensorFiles
import Tensors

/// Floats that must outlive the processes of a run, under a name.
package struct KeptValue: Sendable, Equatable {
  /// Unique in its checkpoint.
  package let name: String
  package let values: [Float]

  package init(name: String, values: [Float]) {
    self.name = name
    self.values = values
  }

  // MARK: - In a checkpoint's file

  /// No tensor of a model has such a name.
  private static let prefix = "kept/"

  /// The values as tensors of one dimension.
  static func part(_ kept: [KeptValue]) -> SafeTensors.Part {
    var layout = ParameterLayout()
    for value in kept { layout.append(prefix + value.name, .bias, shape: [value.values.count]) }
    return (kept.flatMap(\.values), layout)
  }

  /// The values in a file, by name.
  static func read(_ file: SafeTensors) -> [KeptValue] {
    file.tensors.filter { $0.name.hasPrefix(prefix) }.map {
      KeptValue(name: String($0.name.dropFirst(prefix.count)), values: $0.tensor.values)
    }.sorted { $0.name < $1.name }
  }

  /// SHA-256 over names and values, whatever their order.
  static func digest(_ kept: [KeptValue]) -> String {
    var digest = SHA256Digest()
    for value in kept.sorted(by: { $0.name < $1.name }) {
      digest.update([Float](value.name.utf8.map { Float($0) }))
      digest.update([Float(value.values.count)])
      digest.update(value.values)
    }
    return digest.finishText()
  }
}
