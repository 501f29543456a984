import Tensors

extension Model {
  /// The multiply-adds of one image's way through the layers with weights.
  ///
  /// Each weight of a convolution meets every pixel of the output once, each weight of a linear
  /// layer one output. Biases, rectifiers, pooling and normalization are not counted, as is usual.
  package var forwardMultiplyAdds: Int {
    places.reduce(0) { sum, place in
      guard let weight = place.weight else { return sum }
      return switch weight.kind {
      case .convolutionWeight: sum + weight.count * place.output.height * place.output.width
      case .linearWeight: sum + weight.count
      case .bias, .normScale, .normShift: sum
      }
    }
  }

  /// The floating-point operations of one training step.
  ///
  /// Three passes of multiply-adds (forward, the weights' gradients, the inputs' gradients), two
  /// operations each. A step does slightly less: nobody asks for the gradient of the image.
  ///
  /// - Parameter batch: the number of images.
  /// - Returns: a count, as a floating-point number.
  package func trainingOperations(batch: Int) -> Double {
    3 * 2 * Double(forwardMultiplyAdds) * Double(batch)
  }
}
