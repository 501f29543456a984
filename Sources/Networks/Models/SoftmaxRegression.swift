package import Options
package import Tensors

/// One linear layer: multinomial logistic regression.
///
/// The convex model of the first federated experiments; also the LEAF and FLUTE baselines for MNIST.
package enum SoftmaxRegression: ModelArchitecture {
  package typealias Options = NoModelOptions

  package static let name = "softmax-regression"
  package static let summary = "one linear layer from pixels to classes"
  package static let source = "Caldas et al. 2018, LEAF, https://arxiv.org/abs/1812.01097"
  package static let schema = OptionSchema([])

  package static func layers(
    input: ImageShape, classCount: Int, options: Options
  ) throws(NetworkError) -> [Layer] {
    [.flatten, .linear(outputs: classCount)]
  }
}
