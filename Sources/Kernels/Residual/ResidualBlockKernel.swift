import Tensors

/// A residual block, made of the backend's convolutions and our norms.
///
/// The sum and its rectifier are computed with the second norm; see <doc:CompositeKernels>.
final class ResidualBlockKernel: LayerKernel {
  let inputShape: ImageShape
  let outputShape: ImageShape
  let inputLayout: ActivationLayout
  var outputLayout: ActivationLayout { inputLayout }

  private let first: ConvolutionNorm
  private let second: ConvolutionNorm
  /// `nil` for the identity.
  private let projection: ConvolutionNorm?
  private let parts: [ConvolutionNorm]
  private var spaces = BatchCache<ResidualSpace>()

  init(
    _ geometry: ResidualGeometry, backend: any Backend, layout: ActivationLayout
  ) throws(KernelError) {
    inputShape = geometry.input
    outputShape = geometry.output
    inputLayout = layout
    let norm = geometry.norm
    first = try ConvolutionNorm(
      geometry.first, norm, backend: backend, layout: layout, fusesReLU: true)
    second = try ConvolutionNorm(
      geometry.second, norm, backend: backend, layout: layout, fusesReLU: false)
    projection =
      if let around = geometry.projection {
        try ConvolutionNorm(around, norm, backend: backend, layout: layout, fusesReLU: false)
      } else { nil }
    parts = [first, second] + (projection.map { [$0] } ?? [])
  }

  var parameters: [any KernelParameter] { parts.flatMap(\.parameters) }
  var buffers: [AlignedBuffer] { parts.flatMap(\.buffers) }

  func prepare(for purpose: PassPurpose) {
    for part in parts { part.prepare(for: purpose) }
  }

  func share(_ workspace: KernelWorkspace) {
    for part in parts { part.share(workspace) }
  }

  func forward(_ input: Activation, into output: Activation) throws(KernelError) {
    check(input: input, output: output)
    let space = space(batch: input.batch)
    try first.convolution.forward(input, into: space.first)
    first.norm.forward(space.first, into: space.hidden)
    try second.convolution.forward(space.hidden, into: space.second)
    var shortcut = input
    if let projection, let around = space.around {
      try projection.convolution.forward(input, into: around.raw)
      projection.norm.forward(around.raw, into: around.projected)
      shortcut = around.projected
    }
    second.norm.forward(space.second, adding: shortcut, into: output)
  }

  func backward(
    input: Activation, output: Activation, outputGradient: Activation, inputGradient: Activation?
  ) throws(KernelError) {
    check(input: input, output: output)
    check(input: inputGradient, output: outputGradient)
    let space = space(batch: input.batch)
    let gradient = space.gradient
    second.norm.backward(
      input: space.second, sum: output, outputGradient: outputGradient, inputGradient: gradient)
    let hiddenGradient = space.hiddenGradient
    try second.convolution.backward(
      input: space.hidden, output: space.second, outputGradient: gradient,
      inputGradient: hiddenGradient)
    first.norm.backward(
      input: space.first, output: space.hidden, outputGradient: hiddenGradient,
      inputGradient: hiddenGradient)
    try first.convolution.backward(
      input: input, output: space.first, outputGradient: hiddenGradient,
      inputGradient: inputGradient)
    try backwardShortcut(input, space, outputGradient, into: inputGradient)
  }

  // MARK: - Details

  private func space(batch: Int) -> ResidualSpace {
    spaces.value(batch: batch) {
      ResidualSpace(
        batch: batch, input: inputShape, output: outputShape, layout: inputLayout,
        isProjected: projection != nil)
    }
  }

  /// Adds the shortcut's share to the input's gradient.
  private func backwardShortcut(
    _ input: Activation, _ space: ResidualSpace, _ gradient: Activation,
    into inputGradient: Activation?
  ) throws(KernelError) {
    guard let projection, let around = space.around else {
      if let inputGradient { inputGradient.add(gradient) }
      return
    }
    projection.norm.backward(
      input: around.raw, output: around.projected, outputGradient: gradient,
      inputGradient: gradient)
    let share = inputGradient == nil ? nil : space.inputShare
    try projection.convolution.backward(
      input: input, output: around.raw, outputGradient: gradient, inputGradient: share)
    if let inputGradient, let share { inputGradient.add(share) }
  }
}

/// A convolution without bias and the norm behind it.
private struct ConvolutionNorm {
  let convolution: any LayerKernel
  let norm: NormKernel

  init(
    _ geometry: ConvolutionGeometry, _ norm: Norm, backend: any Backend,
    layout: ActivationLayout, fusesReLU: Bool
  ) throws(KernelError) {
    convolution = try backend.convolution(
      geometry, hasBias: false, layout: layout, fusesReLU: false)
    self.norm = try NormKernel(norm, geometry.output, layout: layout, fusesReLU: fusesReLU)
  }

  var parameters: [any KernelParameter] { convolution.parameters + norm.parameters }
  var buffers: [AlignedBuffer] { norm.buffers }

  func prepare(for purpose: PassPurpose) { norm.prepare(for: purpose) }
  func share(_ workspace: KernelWorkspace) { convolution.share(workspace) }
}
