package import Randomness
import Tensors

extension Model {
  /// Random parameters, as PyTorch and torchvision draw them for these layers by default.
  ///
  /// Weight and bias of a layer that has both are uniform in ±1/√fanIn, where fanIn is the number of
  /// inputs that one output sees. The weight of a convolution without bias, which a norm follows, is
  /// normal with the variance 2/fanOut, where fanOut is the number of outputs that one input reaches
  /// in a convolution of stride 1 (He et al., ICCV 2015, arXiv:1502.01852; torchvision's residual
  /// networks). A norm starts with the scale 1 and the shift 0. Every tensor has a stream of its own,
  /// found by its name.
  ///
  /// - Parameter random: the parent of the tensors' streams.
  /// - Returns: `parameterCount` floats in the order of `layout`.
  package func initialParameters(using random: RandomStream) -> [Float] {
    var parameters: [Float] = []
    parameters.reserveCapacity(parameterCount)
    for place in places {
      for tensor in place.tensors {
        var stream = random.stream(for: .text(tensor.name))
        let draw = Self.draw(for: tensor, in: place)
        for _ in 0..<tensor.count { parameters.append(Float(draw(&stream))) }
      }
    }
    return parameters
  }

  /// The buffers before any training: means 0, variances 1.
  ///
  /// - Returns: as many floats as `bufferLayout` has places.
  package func initialBuffers() -> [Float] {
    bufferLayout.entries.flatMap { entry in
      Array(repeating: entry.kind == .runningVariance ? Float(1) : 0, count: entry.count)
    }
  }

  // MARK: - Details

  /// How the values of a tensor are drawn.
  private static func draw(
    for tensor: ParameterLayout.Entry, in place: LayerPlace
  ) -> (inout RandomStream) -> Double {
    switch tensor.kind {
    case .normScale, .runningVariance: return { _ in 1 }
    case .normShift, .runningMean: return { _ in 0 }
    case .convolutionWeight where place.bias == nil:
      let fanOut = Double(tensor.count / tensor.shape[1])
      let deviation = (2 / fanOut).squareRoot()
      return { deviation * $0.normal() }
    case .convolutionWeight, .linearWeight, .bias:
      let weight = place.weight ?? tensor
      let bound = 1 / Double(weight.count / weight.shape[0]).squareRoot()
      return { $0.uniform(-bound, bound) }
    }
  }
}
