package import Tensors

/// The sizes of a residual block: two 3 × 3 convolutions without bias and what goes around them.
///
/// `relu(norm2(conv2(relu(norm1(conv1(x))))) + shortcut(x))`, where the first convolution has the
/// block's stride. The shortcut is the identity if shapes allow, else a 1 × 1 convolution of the same
/// stride with a norm behind it. Parameters are conv1, scale and shift of norm1, conv2, scale and
/// shift of norm2, then the shortcut's, if it has any. Source: He et al., CVPR 2016,
/// arXiv:1512.03385, figure 2 and section 3.3, option B.
package struct ResidualGeometry: Sendable, Equatable {
  package let input: ImageShape
  package let outputChannels: Int
  package let stride: Int
  package let norm: Norm

  package init(input: ImageShape, outputChannels: Int, stride: Int = 1, norm: Norm = .batch) {
    self.input = input
    self.outputChannels = outputChannels
    self.stride = stride
    self.norm = norm
  }

  package var output: ImageShape { second.output }

  /// The convolution on the input.
  package var first: ConvolutionGeometry {
    ConvolutionGeometry(
      input: input, outputChannels: outputChannels, kernel: 3, stride: stride, padding: 1)
  }

  /// The convolution behind the first.
  package var second: ConvolutionGeometry {
    ConvolutionGeometry(input: first.output, outputChannels: outputChannels, kernel: 3, padding: 1)
  }

  /// The shortcut's convolution; `nil` where the input itself fits.
  package var projection: ConvolutionGeometry? {
    guard stride != 1 || input.channels != outputChannels else { return nil }
    return ConvolutionGeometry(
      input: input, outputChannels: outputChannels, kernel: 1, stride: stride)
  }

  /// All convolutions, in the order of the parameters.
  package var convolutions: [ConvolutionGeometry] {
    [first, second] + (projection.map { [$0] } ?? [])
  }
}
