import CKernels
import Tensors

extension PoolingGeometry {
  /// The sizes for the C loops: each group of channels of each image is a plane.
  ///
  /// - Parameters:
  ///   - input: what is pooled.
  ///   - isBehindRectifier: whether it comes out of a rectifier whose gradient goes along.
  /// - Returns: what the loops take.
  func sizes(for input: Activation, isBehindRectifier: Bool = false) -> ck_pooling {
    let channels = input.isRowMajor ? 1 : input.groupSize
    return ck_pooling(
      planes: input.batch * self.input.channels / channels, height: self.input.height,
      width: self.input.width, kernel: kernel, stride: stride, output_height: output.height,
      output_width: output.width, behind_rectifier: isBehindRectifier ? 1 : 0)
  }

  /// The kernel that pools so.
  ///
  /// - Parameter layout: of what comes in and goes out.
  /// - Returns: a kernel of our own loops.
  /// - Throws: `KernelError.impossibleShape`.
  func makeKernel(layout: ActivationLayout) throws(KernelError) -> any LayerKernel {
    try check()
    switch operation {
    case .maximum: return MaximumPooling(self, layout: layout)
    case .average: return AveragePooling(self, layout: layout)
    }
  }
}
