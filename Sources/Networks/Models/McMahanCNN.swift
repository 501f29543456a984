package import Options
package import Tensors

/// The convolutional network of the paper that introduced federated averaging.
///
/// Two padded convolutions of 5×5 with 32 and 64 channels, each with a rectifier and maximum
/// pooling of 2×2, then 512 units; 1,663,370 parameters on MNIST. Source: McMahan et al., AISTATS
/// 2017, arXiv:1602.05629, section 3.
package enum McMahanCNN: ModelArchitecture {
  package typealias Options = NoModelOptions

  package static let name = "mcmahan-cnn"
  package static let summary = "two padded convolutions of 32 and 64 channels, 512 hidden units"
  package static let source = "McMahan et al., AISTATS 2017, https://arxiv.org/abs/1602.05629"
  package static let schema = OptionSchema([])

  package static func layers(
    input: ImageShape, classCount: Int, options: Options
  ) throws(NetworkError) -> [Layer] {
    [
      .convolution(channels: 32, kernel: 5, padding: 2), .relu, .maxPooling(kernel: 2),
      .convolution(channels: 64, kernel: 5, padding: 2), .relu, .maxPooling(kernel: 2),
      .flatten, .linear(outputs: 512), .relu, .linear(outputs: classCount),
    ]
  }
}
