package import Options
package import Tensors

/// The smallest residual network for small images: three stages of 16, 32 and 64 channels, a block
/// each.
///
/// Seven convolutions of 3×3 and a linear layer; 78,042 parameters on CIFAR-10. Source: He et al.,
/// CVPR 2016, arXiv:1512.03385, section 4.2 with n = 1, and projections (option B) where shapes
/// change; the smallest network there has n = 3.
package enum ResNet8: ModelArchitecture {
  package typealias Options = NormOptions

  package static let name = "resnet-8"
  package static let summary = "seven convolutions of 16 to 64 channels in residual blocks"
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
    ResidualNetwork(stages: [16, 32, 64], blocks: 1, norm: options.choice)
  }
}
