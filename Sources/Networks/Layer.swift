package import Kernels
package import Tensors

/// One layer of an architecture, without the shape it works on.
package enum Layer: Sendable, Equatable {
  /// A convolution: square kernel, the same stride and padding both ways.
  case convolution(
    channels: Int, kernel: Int, stride: Int = 1, padding: Int = 0, hasBias: Bool = true)
  /// A fully connected layer with bias on all values of an image, in CHW order.
  case linear(outputs: Int)
  /// Values normalized, then scaled and shifted channel by channel.
  case norm(Norm)
  /// Two convolutions of 3×3 with norms, added to what came in; see `ResidualGeometry`.
  case residual(channels: Int, stride: Int = 1, norm: Norm = .batch)
  /// `max(0, x)`.
  case relu
  /// The largest value of each window.
  case maxPooling(kernel: Int, stride: Int)
  /// The mean of each window.
  case averagePooling(kernel: Int, stride: Int)
  /// The mean of each channel: `channels × 1 × 1`.
  case globalAveragePooling
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
    case .norm(.batch): "bn"
    case .norm(.group): "gn"
    case .residual: "block"
    case .relu: "relu"
    case .maxPooling, .averagePooling, .globalAveragePooling: "pool"
    case .flatten: "flatten"
    case .dropout: "dropout"
    }
  }
}

/// A layer's place in a model: its name, its shapes, its tensors.
package struct LayerPlace: Sendable, Equatable {
  /// Kind and number, counted from 1 for each kind: `conv1`, `fc2`, `pool1`; or what the
  /// architecture calls it.
  package let name: String
  package let input: ImageShape
  /// Behind a flatten or linear layer, `count × 1 × 1`.
  package let output: ImageShape
  /// The trainable tensors' places in the flat vector, in canonical order.
  package let tensors: [ParameterLayout.Entry]
  /// The places of what training keeps in mind, in the vector of buffers.
  package let buffers: [ParameterLayout.Entry]

  /// The weight's place in the flat vector, for a convolution or linear layer.
  package var weight: ParameterLayout.Entry? {
    // A block has several weights, and none of them is the layer's.
    let weights = tensors.filter(\.kind.isWeight)
    return weights.count == 1 ? weights[0] : nil
  }
  /// The bias's place in the flat vector, for a convolution or linear layer that has one.
  package var bias: ParameterLayout.Entry? {
    tensors.first { $0.kind == .bias }
  }
}

extension ParameterLayout.Kind {
  /// Whether the tensor holds what products are taken with.
  package var isWeight: Bool { self == .convolutionWeight || self == .linearWeight }
}
