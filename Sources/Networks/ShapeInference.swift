import Kernels
import Tensors

/// Places one layer after the other behind an image.
struct ShapeInference {
  private(set) var places: [LayerPlace] = []
  private(set) var layout = ParameterLayout()
  /// What the last layer gives; a flatten layer does not change how its values lie.
  private(set) var image: ImageShape
  private var isFlat = false
  private var counts: [String: Int] = [:]

  init(_ input: ImageShape) { image = input }

  /// The shape that the next layer gets.
  private var shape: ImageShape {
    isFlat ? ImageShape(channels: image.count, height: 1, width: 1) : image
  }

  /// Adds a layer.
  mutating func append(_ layer: Layer) throws(NetworkError) {
    let number = counts[layer.stem, default: 0] + 1
    counts[layer.stem] = number
    let name = "\(layer.stem)\(number)"
    let input = shape
    let firstTensor = layout.entries.count
    switch layer {
    case .convolution(let channels, let kernel, let stride, let padding):
      try check(name, kernel: kernel, stride: stride, padding: padding)
      try addTensors(
        name, .convolutionWeight, shape: [channels, input.channels, kernel, kernel])
      image =
        ConvolutionGeometry(
          input: input, outputChannels: channels, kernel: kernel, stride: stride, padding: padding
        ).output
    case .linear(let outputs):
      try addTensors(name, .linearWeight, shape: [outputs, input.count])
      image = ImageShape(channels: outputs, height: 1, width: 1)
      isFlat = true
    case .maxPooling(let kernel, let stride), .averagePooling(let kernel, let stride):
      try check(name, kernel: kernel, stride: stride)
      image = PoolingGeometry(.maximum, input: input, kernel: kernel, stride: stride).output
    case .flatten:
      isFlat = true
    case .dropout(let rate):
      precondition(rate >= 0 && rate < 1, "a dropout rate must lie in 0..<1, not \(rate)")
    case .relu: break
    }
    let added = layout.entries[firstTensor...]
    places.append(
      LayerPlace(
        name: name, input: input, output: shape, weight: added.first,
        bias: added.count == 2 ? added.last : nil))
  }

  // MARK: - Details

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

  private mutating func addTensors(
    _ name: String, _ kind: ParameterLayout.Kind, shape: [Int]
  ) throws(NetworkError) {
    precondition(shape[0] >= 1, "\(name) has \(shape[0]) outputs")
    // As Double, where a product of absurd sizes cannot overflow.
    let count = shape.reduce(1.0) { $0 * Double($1) }
    guard Double(layout.count) + count + Double(shape[0]) <= Double(Model.parameterLimit) else {
      throw .tooManyParameters(layer: places.count, name: name, limit: Model.parameterLimit)
    }
    layout.append("\(name).weight", kind, shape: shape)
    layout.append("\(name).bias", .bias, shape: [shape[0]])
  }
}
