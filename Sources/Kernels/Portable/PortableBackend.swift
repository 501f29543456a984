package import Tensors

/// Our own loops: on every processor, with the same bits on all of them.
package struct PortableBackend: Backend {
  package init() {}

  package var name: BackendName { .portable }
  package var instructionSet: String { "any" }
  package var layouts: [ActivationLayout] { [.rowMajor] }

  package func preferredLayout(for convolutions: [ConvolutionGeometry]) -> ActivationLayout {
    .rowMajor
  }

  package func convolution(
    _ geometry: ConvolutionGeometry, hasBias: Bool, layout: ActivationLayout, fusesReLU: Bool
  ) throws(KernelError) -> any LayerKernel {
    try geometry.check()
    requireRowMajor(layout)
    return PortableConvolution(geometry, hasBias: hasBias, fusesReLU: fusesReLU)
  }

  package func linear(
    input: ImageShape, outputs: Int, layout: ActivationLayout, fusesReLU: Bool
  ) throws(KernelError) -> any LayerKernel {
    try KernelError.checkLinear(input: input, outputs: outputs)
    requireRowMajor(layout)
    return PortableLinear(input: input, outputs: outputs, fusesReLU: fusesReLU)
  }

  package func relu(
    _ shape: ImageShape, layout: ActivationLayout
  ) throws(KernelError) -> any LayerKernel {
    RectifierKernel(shape, layout: layout)
  }

  package func pooling(
    _ geometry: PoolingGeometry, layout: ActivationLayout
  ) throws(KernelError) -> any LayerKernel {
    requireRowMajor(layout)
    return try geometry.makeKernel(layout: layout)
  }

  private func requireRowMajor(_ layout: ActivationLayout) {
    precondition(layout == .rowMajor, "the portable backend has no layout \(layout.rawValue)")
  }
}
