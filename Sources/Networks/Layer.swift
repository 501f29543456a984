package import Tensors

/// One layer of an architecture, without the shape it works on.
package enum Layer: Sendable, Equatable {
  /// A convolution with bias: square kernel, the same stride and padding both ways.
  case convolution(channels: Int, kernel: Int, stride: Int = 1, padding: Int = 0)
  /// A fully connected layer with bias on all values of an image, in CHW order.
  case linear(outputs: Int)
  /// `max(0, x)`.
  case relu
  /// The largest value of each window.
  case maxPooling(kernel: Int, stride: Int)
  /// The mean of each window.
  case averagePooling(kernel: Int, stride: Int)
  /// All values of an image in one row, in CHW order; a linear layer does this by itself.
  case flatten
  /// Zeroes values with the probability `rate` while training and divides the others by
  /// `1 − rate`; does nothing otherwise (Srivastava et al., JMLR 2014).
  case dropout(rate: Double)

  /// Pooling whose windows lie side by side.
  package static func maxPooling(kernel: Int) -> Layer {
    .maxPooling(kernel: kernel, stride: kernel)
  }

  /// Pooling whose windows lie side by side.
  package static func averagePooling(kernel: Int) -> Layer {
    .averagePooling(kernel: kernel, stride: kernel)
  }

  /// The word that PyTorch's modules put before a number in a layer's name.
  var stem: String {
    switch self {
    case .convolution: "conv"
    case .linear: "fc"
    case .relu: "relu"
    case .maxPooling, .averagePooling: "pool"
    case .flatten: "flatten"
    case .dropout: "dropout"
    }
  }
}

/// A layer's place in a model: its name, its shapes, its tensors.
package struct LayerPlace: Sendable, Equatable {
  /// Kind and number, counted from 1 for each kind: `conv1`, `fc2`, `pool1`.
  package let name: String
  package let input: ImageShape
  /// Behind a flatten or linear layer, `count × 1 × 1`.
  package let output: ImageShape
  /// The weight's place in the flat vector, if the layer has one.
  package let weight: ParameterLayout.Entry?
  /// The bias's place in the flat vector, if the layer has one.
  package let bias: ParameterLayout.Entry?
}
