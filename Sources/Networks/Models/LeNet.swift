package import Options
package import Tensors

/// LeNet as Caffe's MNIST example made it known: 20 and 50 channels, 500 units.
///
/// Two convolutions of 5×5 without padding, each with a rectifier and maximum pooling of 2×2, then
/// two linear layers; 431,080 parameters on MNIST. Source: LeCun et al., Proceedings of the IEEE
/// 1998, doi:10.1109/5.726791; sizes and rectifiers as in Jia et al. 2014, arXiv:1408.5093.
package enum LeNet: ModelArchitecture {
  package typealias Options = NoModelOptions

  package static let name = "lenet"
  package static let summary = "two convolutions of 20 and 50 channels, 500 hidden units"
  package static let source = "LeCun et al. 1998, https://doi.org/10.1109/5.726791"
  package static let schema = OptionSchema([])

  package static func layers(
    input: ImageShape, classCount: Int, options: Options
  ) throws(NetworkError) -> [Layer] {
    [
      .convolution(channels: 20, kernel: 5), .relu, .maxPooling(kernel: 2),
      .convolution(channels: 50, kernel: 5), .relu, .maxPooling(kernel: 2),
      .flatten, .linear(outputs: 500), .relu, .linear(outputs: classCount),
    ]
  }
}
