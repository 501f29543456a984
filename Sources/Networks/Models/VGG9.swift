package import Options
package import Tensors

/// The VGG-9 of federated matched averaging.
///
/// Six padded convolutions of 3×3 with rectifiers, of 32, 64, 128, 128, 256 and 256 channels, with
/// maximum pooling of 2×2 behind every second, then linear layers of 512, 512 and the classes;
/// 3,491,530 parameters on CIFAR-10. Source: Wang et al., ICLR 2020, arXiv:2002.06440, table of
/// network architectures; dropout is left out. Simonyan and Zisserman, ICLR 2015, arXiv:1409.1556,
/// is where the shape comes from.
package enum VGG9: ModelArchitecture {
  package typealias Options = NoModelOptions

  package static let name = "vgg-9"
  package static let summary = "six convolutions of 32 to 256 channels, two hidden layers of 512"
  package static let source = "Wang et al., ICLR 2020, https://arxiv.org/abs/2002.06440"
  package static let schema = OptionSchema([])

  package static let usualInput = ImageShape(channels: 3, height: 32, width: 32)

  package static func layers(
    input: ImageShape, classCount: Int, options: Options
  ) throws(NetworkError) -> [Layer] {
    let stages = [(32, 64), (128, 128), (256, 256)].flatMap { first, second -> [Layer] in
      [
        .convolution(channels: first, kernel: 3, padding: 1), .relu,
        .convolution(channels: second, kernel: 3, padding: 1), .relu, .maxPooling(kernel: 2),
      ]
    }
    let head: [Layer] = [
      .flatten, .linear(outputs: 512), .relu, .linear(outputs: 512), .relu,
      .linear(outputs: classCount),
    ]
    return stages + head
  }
}
