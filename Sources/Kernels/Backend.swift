package import Tensors

/// A way of doing a network's arithmetic: oneDNN or our own portable loops.
///
/// A backend makes one `LayerKernel` per layer; networks run the kernels and never see a library.
/// Both backends answer alike within rounding; the bits of one backend depend neither on the number
/// of processes nor on what else a process computes.
package protocol Backend: Sendable {
  /// As `--backend` spells it.
  var name: BackendName { get }

  /// A convolution with bias and, if `fusesReLU`, a rectifier behind it.
  func convolution(
    _ geometry: ConvolutionGeometry, layout: ActivationLayout, fusesReLU: Bool
  ) throws(KernelError) -> any LayerKernel

  /// A fully connected layer on all values of an image, in CHW order whatever the layout; its
  /// output is `outputs × 1 × 1`.
  func linear(
    input: ImageShape, outputs: Int, layout: ActivationLayout, fusesReLU: Bool
  ) throws(KernelError) -> any LayerKernel

  /// A rectifier of its own, for where none can be fused.
  func relu(_ shape: ImageShape, layout: ActivationLayout) throws(KernelError) -> any LayerKernel

  /// Maximum or average over windows.
  func pooling(
    _ geometry: PoolingGeometry, layout: ActivationLayout
  ) throws(KernelError) -> any LayerKernel
}

/// The backends by name.
package enum BackendName: String, Sendable, Codable, CaseIterable {
  case oneDNN = "onednn"
  case portable
}

/// The order of values in an activation.
package enum ActivationLayout: String, Sendable, Codable {
  /// Batch, channel, row, column.
  case rowMajor = "nchw"
  /// Batch, row, column, channel.
  case channelsLast = "nhwc"
}

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
}

/// The sizes of a pooling layer.
package struct PoolingGeometry: Sendable, Equatable {
  package enum Operation: String, Sendable, Codable {
    /// The gradient of a tie goes to the first maximum in row-major order.
    case maximum
    case average
  }

  package let operation: Operation
  package let input: ImageShape
  /// Height and width of the window.
  package let kernel: Int
  package let stride: Int

  package init(_ operation: Operation, input: ImageShape, kernel: Int, stride: Int) {
    self.operation = operation
    self.input = input
    self.kernel = kernel
    self.stride = stride
  }

  package var output: ImageShape {
    ImageShape(
      channels: input.channels, height: (input.height - kernel) / stride + 1,
      width: (input.width - kernel) / stride + 1)
  }
}
