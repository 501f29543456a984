package import Options
package import Tensors

/// ResNet-18 in the shape for small images that federated learning uses.
///
/// A convolution of 3×3 to 64 channels instead of 7×7 and maximum pooling, then stages of 64, 128,
/// 256 and 512 channels, two blocks each; 11,173,962 parameters on CIFAR-10. Source: He et al., CVPR
/// 2016, arXiv:1512.03385, table 1.
package enum ResNet18: ModelArchitecture {
  package typealias Options = NormOptions

  package static let name = "resnet-18"
  package static let summary = "residual network of 18 layers for small images"
  package static let source = "He et al., CVPR 2016, https://arxiv.org/abs/1512.03385"
  package static let schema = OptionSchema(NormOptions.fields)

  package static let usualInput = ImageShape(channels: 3, height: 32, width: 32)

  package static func layers(
    input: ImageShape, classCount: Int, options: Options
  ) throws(NetworkError) -> [Layer] {
    network(options).layers(classCount: classCount)
  }

  package static func layerNames(options: Options) -> [Int: String] { network(options).names }

  private static func network(_ options: Options) -> ResidualNetwork {
    ResidualNetwork(stages: [64, 128, 256, 512], blocks: 2, norm: options.choice)
  }
}
