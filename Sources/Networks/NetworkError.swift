package import Tensors

/// What can be wrong with an architecture.
package enum NetworkError: Error, Equatable {
  /// No layer has weights.
  case nothingToLearn
  /// The window of a convolution or pooling layer is larger than what it looks at.
  case windowTooLarge(layer: Int, name: String, kernel: Int, padding: Int, input: ImageShape)
  /// Padding that would let a window see nothing but zeros.
  case paddingTooLarge(layer: Int, name: String, kernel: Int, padding: Int)
  /// A convolution or pooling layer behind a flatten or linear layer.
  case notAnImage(layer: Int, name: String)
  /// More parameters than a flat vector may hold.
  case tooManyParameters(layer: Int, name: String, limit: Int)
  /// A group norm whose groups do not divide the channels.
  case indivisibleGroups(layer: Int, name: String, channels: Int, groups: Int)
  /// The last layer does not give one score for each class.
  case wrongOutput(seen: ImageShape, classCount: Int)

  /// The position of the layer at fault, if it is one layer's.
  package var layer: Int? {
    switch self {
    case .windowTooLarge(let layer, _, _, _, _), .paddingTooLarge(let layer, _, _, _),
      .notAnImage(let layer, _), .tooManyParameters(let layer, _, _),
      .indivisibleGroups(let layer, _, _, _):
      layer
    case .nothingToLearn, .wrongOutput: nil
    }
  }
}

extension NetworkError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .nothingToLearn:
      "a model needs at least one layer with weights; add a linear layer or a convolution"
    case .windowTooLarge(_, let name, let kernel, let padding, let input):
      "the \(kernel)×\(kernel) window of \(name) does not fit into \(input)"
        + (padding > 0 ? " padded by \(padding)" : "")
        + "; take a smaller kernel, more padding or larger images"
    case .paddingTooLarge(_, let name, let kernel, let padding):
      "\(name) pads by \(padding) with a kernel of \(kernel); the padding must be smaller than the kernel"
    case .notAnImage(_, let name):
      "\(name) needs an image but stands behind a flatten or linear layer; move it before them"
    case .tooManyParameters(_, let name, let limit):
      "with \(name) the model has more than \(limit) parameters; take fewer channels or outputs"
    case .indivisibleGroups(_, let name, let channels, let groups):
      "the \(channels) channels of \(name) do not fall into \(groups) groups; take a divisor of "
        + "\(channels)"
    case .wrongOutput(let seen, let classCount):
      "the last layer gives \(seen) and there are \(classCount) classes; end with a linear layer"
        + " of \(classCount) outputs"
    }
  }
}
