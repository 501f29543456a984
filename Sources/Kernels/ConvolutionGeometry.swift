package import Tensors

/// The sizes of a convolution.
package struct ConvolutionGeometry: Sendable, Equatable {
  package let input: ImageShape
  package let outputChannels: Int
  /// Height and width of the kernel.
  package let kernel: Int
  package let stride: Int
  /// Rows and columns of zeros on each side.
  package let padding: Int

  package init(
    input: ImageShape, outputChannels: Int, kernel: Int, stride: Int = 1, padding: Int = 0
  ) {
    self.input = input
    self.outputChannels = outputChannels
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
  }

  package var output: ImageShape {
    ImageShape(
      channels: outputChannels, height: (input.height + 2 * padding - kernel) / stride + 1,
      width: (input.width + 2 * padding - kernel) / stride + 1)
  }

  /// Refuses sizes that no kernel can have.
  ///
  /// - Throws: `KernelError.impossibleShape`.
  func check() throws(KernelError) {
    let reach = min(input.height, input.width) + 2 * padding
    guard kernel >= 1, stride >= 1, padding >= 0, outputChannels >= 1, input.count >= 1 else {
      throw .impossibleShape(
        "a convolution of \(input) with \(outputChannels) channels, kernel \(kernel), stride "
          + "\(stride) and padding \(padding) is impossible; all but the padding start at 1")
    }
    guard kernel <= reach else {
      throw .impossibleShape(
        "a kernel of \(kernel) does not fit into \(input) with padding \(padding); "
          + "use at most \(reach)")
    }
  }
}
