import Kernels
import Tensors

/// Places one layer after the other behind an image.
struct ShapeInference {
  private(set) var places: [LayerPlace] = []
  private(set) var layout = ParameterLayout()
  private(set) var bufferLayout = ParameterLayout()
  /// What the last layer gives; a flatten layer does not change how its values lie.
  private(set) var image: ImageShape
  private var isFlat = false
  private var counts: [String: Int] = [:]

  init(_ input: ImageShape) { image = input }

  /// The shape that the next layer gets.
  private var shape: ImageShape {
    isFlat ? ImageShape(channels: image.count, height: 1, width: 1) : image
  }

  /// Adds a layer, under a name of its own if one is given.
  mutating func append(_ layer: Layer, name given: String? = nil) throws(NetworkError) {
    let number = counts[layer.stem, default: 0] + 1
    counts[layer.stem] = number
    let name = given ?? "\(layer.stem)\(number)"
    let input = shape
    let (firstTensor, firstBuffer) = (layout.entries.count, bufferLayout.entries.count)
    try place(layer, name, on: input)
    places.append(
      LayerPlace(
        name: name, input: input, output: shape,
        tensors: Array(layout.entries[firstTensor...]),
        buffers: Array(bufferLayout.entries[firstBuffer...])))
  }

  // MARK: - Details

  /// Adds a layer's tensors and moves on to what it gives.
  private mutating func place(
    _ layer: Layer, _ name: String, on input: ImageShape
  ) throws(NetworkError) {
    switch layer {
    case .convolution(let channels, let kernel, let stride, let padding, let hasBias):
      try check(name, kernel: kernel, stride: stride, padding: padding)
      let geometry = ConvolutionGeometry(
        input: input, outputChannels: channels, kernel: kernel, stride: stride, padding: padding)
      try addConvolution(name, geometry, hasBias: hasBias)
      image = geometry.output
    case .linear(let outputs):
      try addTensor("\(name).weight", .linearWeight, shape: [outputs, input.count])
      try addTensor("\(name).bias", .bias, shape: [outputs])
      image = ImageShape(channels: outputs, height: 1, width: 1)
      isFlat = true
    case .norm(let norm):
      // Behind a linear layer each unit is a channel; a flattened image has lost its channels.
      guard shape == image else { throw .notAnImage(layer: places.count, name: name) }
      try addNorm(name, norm, channels: image.channels)
    case .residual(let channels, let stride, let norm):
      try check(name, kernel: 3, stride: stride, padding: 1)
      let geometry = ResidualGeometry(
        input: input, outputChannels: channels, stride: stride, norm: norm)
      try addResidual(name, geometry)
      image = geometry.output
    case .maxPooling(let kernel, let stride), .averagePooling(let kernel, let stride):
      try check(name, kernel: kernel, stride: stride)
      image = PoolingGeometry(.maximum, input: input, kernel: kernel, stride: stride).output
    case .globalAveragePooling:
      try check(name, kernel: 1, stride: 1)
      image = ImageShape(channels: input.channels, height: 1, width: 1)
    case .flatten:
      isFlat = true
    case .dropout(let rate):
      precondition(rate >= 0 && rate < 1, "a dropout rate must lie in 0..<1, not \(rate)")
    case .relu: break
    }
  }

  private func check(
    _ name: String, kernel: Int, stride: Int, padding: Int = 0
  ) throws(NetworkError) {
    precondition(
      kernel >= 1 && stride >= 1 && padding >= 0,
      "\(name) has kernel \(kernel), stride \(stride), padding \(padding)")
    guard !isFlat else { throw .notAnImage(layer: places.count, name: name) }
    guard padding < kernel else {
      throw .paddingTooLarge(layer: places.count, name: name, kernel: kernel, padding: padding)
    }
    guard kernel <= min(image.height, image.width) + 2 * padding else {
      throw .windowTooLarge(
        layer: places.count, name: name, kernel: kernel, padding: padding, input: image)
    }
  }

  private mutating func addConvolution(
    _ name: String, _ geometry: ConvolutionGeometry, hasBias: Bool
  ) throws(NetworkError) {
    let channels = geometry.outputChannels
    try addTensor(
      "\(name).weight", .convolutionWeight,
      shape: [channels, geometry.input.channels, geometry.kernel, geometry.kernel])
    if hasBias { try addTensor("\(name).bias", .bias, shape: [channels]) }
  }

  private mutating func addNorm(
    _ name: String, _ norm: Norm, channels: Int
  ) throws(NetworkError) {
    if case .group(let count) = norm, count < 1 || !channels.isMultiple(of: count) {
      throw .indivisibleGroups(
        layer: places.count, name: name, channels: channels, groups: count)
    }
    try addTensor("\(name).weight", .normScale, shape: [channels])
    try addTensor("\(name).bias", .normShift, shape: [channels])
    if norm == .batch {
      bufferLayout.append("\(name).running_mean", .runningMean, shape: [channels])
      bufferLayout.append("\(name).running_var", .runningVariance, shape: [channels])
    }
  }

  /// The tensors as torchvision's residual networks name them, whatever the norm.
  private mutating func addResidual(
    _ name: String, _ geometry: ResidualGeometry
  ) throws(NetworkError) {
    let parts = [("conv1", "bn1"), ("conv2", "bn2"), ("downsample.0", "downsample.1")]
    for (convolution, (first, second)) in zip(geometry.convolutions, parts) {
      try addConvolution("\(name).\(first)", convolution, hasBias: false)
      try addNorm("\(name).\(second)", geometry.norm, channels: geometry.outputChannels)
    }
  }

  private mutating func addTensor(
    _ name: String, _ kind: ParameterLayout.Kind, shape: [Int]
  ) throws(NetworkError) {
    precondition(shape[0] >= 1, "\(name) has \(shape[0]) outputs")
    // As Double, where a product of absurd sizes cannot overflow.
    let count = shape.reduce(1.0) { $0 * Double($1) }
    guard Double(layout.count) + count <= Double(Model.parameterLimit) else {
      throw .tooManyParameters(
        layer: places.count, name: String(name.prefix { $0 != "." }), limit: Model.parameterLimit)
    }
    layout.append(name, kind, shape: shape)
  }
}
