import Kernels
import Tensors

extension Model {
  /// The multiply-adds of one image's way through the layers with weights.
  ///
  /// Each weight of a convolution meets every pixel of the output once, each weight of a linear
  /// layer one output. Biases, rectifiers, pooling and normalization are not counted, as is usual.
  package var forwardMultiplyAdds: Int {
    let linear = places.flatMap(\.tensors).filter { $0.kind == .linearWeight }
    return convolutions.reduce(linear.reduce(0) { $0 + $1.count }) { sum, geometry in
      let pixels = geometry.output.height * geometry.output.width
      let window = geometry.input.channels * geometry.kernel * geometry.kernel
      return sum + geometry.outputChannels * window * pixels
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
