package import Options
import Randomness
package import Tensors

/// Noise too weak to be seen, the same on every image: `clip(x + ε n)`.
///
/// The noise `n` is drawn once from the seed, for every channel of every pixel: ±1 with equal
/// chance, or uniform from −1 to 1. No pixel changes by more than ε; common are 4 to 16 of 255 levels.
/// Source: Chen et al., "Targeted Backdoor Attacks on Deep Learning Systems Using Data Poisoning",
/// 2017, arXiv:1712.05526, of which this is the random pattern at a bounded amplitude.
package struct NoiseTrigger: Trigger {
  package enum Distribution: String, Codable, Sendable, CaseIterable {
    case sign, uniform
  }

  package struct Options: Codable, Sendable, Equatable {
    package var epsilon = 8.0 / 255
    package var distribution = Distribution.sign
    package var seed = 0

    package init() {}
  }

  package static let name = "noise"
  package static let summary = "noise too weak to be seen, the same on every image"
  package static let source = "Chen et al. 2017, https://arxiv.org/abs/1712.05526"
  package static let schema = OptionSchema([
    .init(
      "epsilon", .number(0...1, above: true), default: .double(8.0 / 255),
      "the most that a value changes by"),
    .init(
      "distribution", .choice(Distribution.allCases.map(\.rawValue)), default: "sign",
      "sign: every value changes by ± epsilon; uniform: by anything from −epsilon to epsilon"),
    .init("seed", .integer(atLeast: 0), default: 0, "which noise"),
  ])

  package let options: Options
  private let random: RandomStream

  package init(options: Options) {
    self.options = options
    random = RandomStream(seed: UInt64(options.seed)).stream(for: "noise-trigger")
  }

  package func check(_ shape: ImageShape) {}

  package func apply(to pixels: inout MutableSpan<Float>, shape: ImageShape, sample: Int) {
    var random = random
    for index in pixels.indices {
      let noise = random.uniform(-1, 1)
      let step = options.distribution == .uniform ? noise : noise < 0 ? -1 : 1
      pixels[index] = Float(min(1, max(0, Double(pixels[index]) + options.epsilon * step)))
    }
  }
}
