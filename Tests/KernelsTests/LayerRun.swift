import Kernels
import Tensors

/// A kernel under test with everything it computed for one batch, in canonical order.
struct LayerRun {
  let output: [Float]
  let inputGradient: [Float]
  let parameterGradients: [[Float]]
  /// What the kernel has in mind behind the passes.
  let buffers: [[Float]]

  /// Loads parameters, then runs forward and backward once.
  init(
    _ kernel: any LayerKernel, batch: Int, input: [Float], upstream: [Float],
    parameters: [[Float]] = [], buffers: [[Float]] = [], purpose: PassPurpose = .evaluation
  ) throws {
    kernel.prepare(for: purpose)
    for (buffer, values) in zip(kernel.buffers, buffers) { buffer.copy(from: values.span) }
    for (parameter, values) in zip(kernel.parameters, parameters) {
      try parameter.load(values.span)
    }
    try self.init(kernel, batch: batch, input: input, upstream: upstream)
  }

  private init(
    _ kernel: any LayerKernel, batch: Int, input: [Float], upstream: [Float]
  ) throws {
    let source = Activation(batch: batch, shape: kernel.inputShape, layout: kernel.inputLayout)
    let result = Activation(batch: batch, shape: kernel.outputShape, layout: kernel.outputLayout)
    let outputGradient = Activation(
      batch: batch, shape: kernel.outputShape, layout: kernel.outputLayout)
    let inputGradient = Activation(
      batch: batch, shape: kernel.inputShape, layout: kernel.inputLayout)
    source.load(rowMajor: input.span)
    outputGradient.load(rowMajor: upstream.span)
    // What was there before must not show through.
    inputGradient.storage.fill(7)
    result.storage.fill(7)
    try kernel.forward(source, into: result)
    output = result.rowMajorValues()
    try kernel.backward(
      input: source, output: result, outputGradient: outputGradient, inputGradient: inputGradient)
    self.inputGradient = inputGradient.rowMajorValues()
    parameterGradients = try kernel.parameters.map { try $0.gradient() }
    buffers = kernel.buffers.map { buffer in (0..<buffer.count).map { buffer[$0] } }
  }
}

extension KernelParameter {
  /// The values in canonical order.
  func values() throws -> [Float] {
    var values = Array(repeating: Float.nan, count: count)
    var span = values.mutableSpan
    try store(into: &span)
    return values
  }

  /// The gradient in canonical order.
  func gradient() throws -> [Float] {
    var values = Array(repeating: Float.nan, count: count)
    var span = values.mutableSpan
    try storeGradient(into: &span)
    return values
  }
}

/// A backend with one of its layouts: what every layer is tested on.
struct Setup: Sendable, CustomStringConvertible {
  let backend: BackendName
  let layout: ActivationLayout

  var description: String { "\(backend.rawValue)-\(layout.rawValue)" }

  static var all: [Setup] {
    Backends.available.flatMap { name in
      ((try? Backends.make(name))?.layouts ?? []).map { Setup(backend: name, layout: $0) }
    }
  }

  func make() throws -> any Backend { try Backends.make(backend) }
}
