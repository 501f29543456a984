package import Tensors

/// A way of doing a network's arithmetic: oneDNN or our own portable loops.
///
/// A backend makes one `LayerKernel` per layer; networks run the kernels and never see a library.
/// Both backends answer alike within rounding; the bits of one backend depend neither on the number
/// of processes nor on what else a process computes.
package protocol Backend: Sendable {
  /// As `--backend` spells it.
  var name: BackendName { get }

  /// The processor's instructions that the results' last bits depend on; `any` if they do not.
  var instructionSet: String { get }

  /// The layouts that the kernels take.
  var layouts: [ActivationLayout] { get }

  /// The layout that is fastest for a model with these convolutions, in order.
  ///
  /// The same answer on every machine with the same instruction set: layouts decide the order of
  /// sums, and so the bits.
  func preferredLayout(for convolutions: [ConvolutionGeometry]) -> ActivationLayout

  /// A convolution, with bias if `hasBias` and a rectifier behind it if `fusesReLU`.
  func convolution(
    _ geometry: ConvolutionGeometry, hasBias: Bool, layout: ActivationLayout, fusesReLU: Bool
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

// MARK: - Layers that both backends share

extension Backend {
  /// A convolution with bias.
  package func convolution(
    _ geometry: ConvolutionGeometry, layout: ActivationLayout, fusesReLU: Bool
  ) throws(KernelError) -> any LayerKernel {
    try convolution(geometry, hasBias: true, layout: layout, fusesReLU: fusesReLU)
  }

  /// A normalization, with a rectifier behind it if `fusesReLU`.
  ///
  /// - Parameters:
  ///   - norm: how values are normalized.
  ///   - shape: of what comes in and goes out.
  ///   - layout: of what comes in and goes out.
  ///   - fusesReLU: whether negative results become 0.
  /// - Returns: the kernel, with scale and shift as its parameters.
  /// - Throws: `KernelError.impossibleShape`.
  package func norm(
    _ norm: Norm, on shape: ImageShape, layout: ActivationLayout, fusesReLU: Bool
  ) throws(KernelError) -> any LayerKernel {
    try NormKernel(norm, shape, layout: layout, fusesReLU: fusesReLU)
  }

  /// The mean of each channel; its output is `channels × 1 × 1`.
  package func globalAveragePooling(
    _ shape: ImageShape, layout: ActivationLayout
  ) -> any LayerKernel {
    GlobalAveragePooling(shape, layout: layout)
  }

  /// Two convolutions around which the input goes on unchanged or projected.
  ///
  /// - Parameters:
  ///   - geometry: the sizes.
  ///   - layout: of what comes in and goes out.
  /// - Returns: the kernel; its parameters are in the order of `ResidualGeometry`.
  /// - Throws: `KernelError`.
  package func residualBlock(
    _ geometry: ResidualGeometry, layout: ActivationLayout
  ) throws(KernelError) -> any LayerKernel {
    try ResidualBlockKernel(geometry, backend: self, layout: layout)
  }
}
