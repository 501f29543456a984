import Kernels
import Tensors

/// The kernels of a model in order, with rectifiers and flatten layers folded into others.
struct KernelChain {
  private(set) var kernels: [any LayerKernel] = []
  /// For each layer of the model, how many kernels have run when its output is there.
  private(set) var kernelCounts: [Int] = []
  /// The kernels that draw random numbers, with the names of their layers.
  private(set) var dropouts: [(name: String, kernel: DropoutKernel)] = []

  /// Makes a kernel for each layer that needs one.
  init(
    _ model: Model, backend: any Backend, layout: ActivationLayout
  ) throws(KernelError) {
    var image = model.input
    for (index, layer) in model.layers.enumerated() {
      let isFused = layer == .relu && index > 0 && model.layers[index - 1].takesReLU
      if layer != .flatten && !isFused {
        let fuses = layer.takesReLU && model.layers.dropFirst(index + 1).first == .relu
        let kernel = try Self.kernel(
          layer, on: image, backend: backend, layout: layout, fusesReLU: fuses)
        image = kernel.outputShape
        kernels.append(kernel)
        if let dropout = kernel as? DropoutKernel {
          dropouts.append((model.places[index].name, dropout))
        }
      }
      kernelCounts.append(kernels.count)
    }
    for (kernel, next) in zip(kernels, kernels.dropFirst()) { kernel.handRectifier(to: next) }
    let workspace = KernelWorkspace()
    for kernel in kernels { kernel.share(workspace) }
  }

  /// The trainable tensors in canonical order.
  var parameters: [any KernelParameter] { kernels.flatMap(\.parameters) }

  /// What training keeps in mind, in the order of the model's `bufferLayout`.
  var buffers: [AlignedBuffer] { kernels.flatMap(\.buffers) }

  // MARK: - Details

  private static func kernel(
    _ layer: Layer, on image: ImageShape, backend: any Backend, layout: ActivationLayout,
    fusesReLU: Bool
  ) throws(KernelError) -> any LayerKernel {
    switch layer {
    case .convolution(let channels, let kernel, let stride, let padding, let hasBias):
      try backend.convolution(
        ConvolutionGeometry(
          input: image, outputChannels: channels, kernel: kernel, stride: stride, padding: padding),
        hasBias: hasBias, layout: layout, fusesReLU: fusesReLU)
    case .linear(let outputs):
      try backend.linear(input: image, outputs: outputs, layout: layout, fusesReLU: fusesReLU)
    case .norm(let norm):
      try backend.norm(norm, on: image, layout: layout, fusesReLU: fusesReLU)
    case .residual(let channels, let stride, let norm):
      try backend.residualBlock(
        ResidualGeometry(input: image, outputChannels: channels, stride: stride, norm: norm),
        layout: layout)
    case .maxPooling(let kernel, let stride):
      try backend.pooling(
        PoolingGeometry(.maximum, input: image, kernel: kernel, stride: stride), layout: layout)
    case .averagePooling(let kernel, let stride):
      try backend.pooling(
        PoolingGeometry(.average, input: image, kernel: kernel, stride: stride), layout: layout)
    case .globalAveragePooling: backend.globalAveragePooling(image, layout: layout)
    case .dropout(let rate): DropoutKernel(image, rate: rate, layout: layout)
    case .relu, .flatten: try backend.relu(image, layout: layout)
    }
  }
}

extension Model {
  /// The sizes of the convolutions, in order.
  var convolutions: [ConvolutionGeometry] {
    zip(layers, places).flatMap { layer, place -> [ConvolutionGeometry] in
      switch layer {
      case .convolution(let channels, let kernel, let stride, let padding, _):
        return [
          ConvolutionGeometry(
            input: place.input, outputChannels: channels, kernel: kernel, stride: stride,
            padding: padding)
        ]
      case .residual(let channels, let stride, let norm):
        return ResidualGeometry(
          input: place.input, outputChannels: channels, stride: stride, norm: norm
        ).convolutions
      default: return []
      }
    }
  }
}

extension Layer {
  /// Whether a rectifier right behind is computed with the layer.
  fileprivate var takesReLU: Bool {
    switch self {
    case .convolution, .linear, .norm: true
    default: false
    }
  }
}
