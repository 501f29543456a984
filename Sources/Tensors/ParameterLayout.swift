/// Where each tensor of a model lies in the flat vector of its parameters, or of its buffers.
///
/// The order is the layers' order, weight before bias; convolution weights are OIHW, linear weights
/// [out, in], row-major.
package struct ParameterLayout: Sendable, Equatable, Codable {
  /// What a tensor is to its layer.
  package enum Kind: String, Sendable, Codable {
    case convolutionWeight = "convolution_weight"
    case linearWeight = "linear_weight"
    case bias
    case normScale = "norm_scale"
    case normShift = "norm_shift"
    /// A buffer of batch normalization, as the next; not trained.
    case runningMean = "running_mean"
    case runningVariance = "running_variance"
  }

  /// One tensor.
  package struct Entry: Sendable, Equatable, Codable {
    /// As PyTorch would name it, such as `conv1.weight`.
    package let name: String
    package let kind: Kind
    package let shape: [Int]
    /// The position of the first value in the flat vector.
    package let offset: Int

    /// The number of values.
    package var count: Int { shape.reduce(1, *) }
    /// The positions in the flat vector.
    package var range: Range<Int> { offset..<offset + count }
  }

  /// The tensors, by rising offset, without gaps.
  package private(set) var entries: [Entry] = []

  package init() {}

  /// The number of parameters.
  package var count: Int { entries.last.map { $0.offset + $0.count } ?? 0 }

  /// Adds a tensor behind the others.
  package mutating func append(_ name: String, _ kind: Kind, shape: [Int]) {
    entries.append(Entry(name: name, kind: kind, shape: shape, offset: count))
  }

  /// The tensor called `name`.
  package func entry(named name: String) -> Entry? { entries.first { $0.name == name } }
}
