package import Tensors

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

  /// Refuses sizes that no kernel can have.
  ///
  /// - Throws: `KernelError.impossibleShape`.
  func check() throws(KernelError) {
    guard kernel >= 1, stride >= 1, input.count >= 1 else {
      throw .impossibleShape(
        "pooling of \(input) with kernel \(kernel) and stride \(stride) is impossible; "
          + "all sizes start at 1")
    }
    guard kernel <= min(input.height, input.width) else {
      throw .impossibleShape(
        "a pooling window of \(kernel) does not fit into \(input); "
          + "use at most \(min(input.height, input.width))")
    }
  }
}
