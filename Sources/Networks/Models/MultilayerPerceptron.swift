package import Options
package import Tensors

/// Fully connected layers with rectifiers between them.
///
/// With its defaults the 2NN of McMahan et al., AISTATS 2017, arXiv:1602.05629, section 3: two
/// hidden layers of 200 units, 199,210 parameters on MNIST.
package enum MultilayerPerceptron: ModelArchitecture {
  package struct Options: Codable, Sendable {
    /// The number of units of each hidden layer; empty leaves softmax regression.
    package let hidden: [Int]
  }

  package static let name = "mlp"
  package static let summary = "fully connected layers with rectifiers between them"
  package static let source = "McMahan et al., AISTATS 2017, https://arxiv.org/abs/1602.05629"
  package static let schema = OptionSchema([
    OptionField(
      "hidden", .list(of: .integer(1...1_000_000)), default: [200, 200],
      "the number of units of each hidden layer")
  ])

  package static func layers(
    input: ImageShape, classCount: Int, options: Options
  ) throws(NetworkError) -> [Layer] {
    [.flatten] + options.hidden.flatMap { [.linear(outputs: $0), .relu] }
      + [.linear(outputs: classCount)]
  }
}
