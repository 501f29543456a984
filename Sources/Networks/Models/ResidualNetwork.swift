import Kernels

/// What residual networks on small images have in common.
///
/// A convolution of 3×3 to `stages[0]` channels with norm and rectifier, stages of residual blocks of
/// which all but the first start with stride 2, the mean of each channel, a linear layer. Tensors are
/// named as in torchvision: `conv1`, `bn1`, `layer1.0.conv1` and so on, `fc`, whatever the norm.
struct ResidualNetwork {
  /// The channels of each stage.
  let stages: [Int]
  /// The number of blocks in each stage.
  let blocks: Int
  let norm: Norm

  /// The layers from an image to the scores.
  func layers(classCount: Int) -> [Layer] {
    var layers: [Layer] = [
      .convolution(channels: stages[0], kernel: 3, padding: 1, hasBias: false), .norm(norm), .relu,
    ]
    for (stage, channels) in stages.enumerated() {
      for block in 0..<blocks {
        let stride = stage > 0 && block == 0 ? 2 : 1
        layers.append(.residual(channels: channels, stride: stride, norm: norm))
      }
    }
    return layers + [.globalAveragePooling, .linear(outputs: classCount)]
  }

  /// The names of the layers that torchvision does not call after kind and number.
  var names: [Int: String] {
    var names = [0: "conv1", 1: "bn1"]
    for index in 0..<stages.count * blocks {
      names[3 + index] = "layer\(index / blocks + 1).\(index % blocks)"
    }
    names[3 + stages.count * blocks + 1] = "fc"
    return names
  }
}
