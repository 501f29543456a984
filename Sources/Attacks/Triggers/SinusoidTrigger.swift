package import Options
import Randomness
package import Tensors

/// A faint wave over the columns: `clip(x + Δ sin(2π j f / W))` in column `j` of `W`.
///
/// Barni et al. put it on images of the target class alone and leave their labels, with Δ from 20
/// to 40 of 255 levels; here the label policy of the attack decides.
/// Source: Barni et al., "A New Backdoor Attack in CNNs by Training Set Corruption Without Label
/// Poisoning", ICIP 2019, arXiv:1902.11237.
package struct SinusoidTrigger: Trigger {
  package struct Options: Codable, Sendable, Equatable {
    package var amplitude = 40.0 / 255
    package var frequency = 6.0

    package init() {}
  }

  package static let name = "sig"
  package static let summary = "a faint sinusoidal wave over the columns of the whole image"
  package static let source = "Barni et al., ICIP 2019, https://arxiv.org/abs/1902.11237"
  package static let schema = OptionSchema([
    .init(
      "amplitude", .number(0...1, above: true), default: .double(40.0 / 255),
      "Δ, the most that a value changes by"),
    .init(
      "frequency", .number(0...4096, above: true), default: 6.0,
      "f, the number of waves from the left edge to the right"),
  ])

  package let options: Options

  package init(options: Options) { self.options = options }

  package func check(_ shape: ImageShape) throws(OptionError) {
    let isFlat = wave(shape).allSatisfy { abs($0) < 1e-9 }
    guard !isFlat else {
      throw .outOfRange(
        path: ["frequency"], seen: .double(options.frequency),
        allowed: "a number for which the wave is not 0 in every column of a \(shape) image")
    }
  }

  package func apply(to pixels: inout MutableSpan<Float>, shape: ImageShape, sample: Int) {
    let wave = wave(shape)
    for index in pixels.indices {
      pixels[index] = Float(min(1, max(0, Double(pixels[index]) + wave[index % shape.width])))
    }
  }

  // MARK: - Details

  private func wave(_ shape: ImageShape) -> [Double] {
    (0..<shape.width).map {
      options.amplitude
        * ElementaryFunctions.sine(turns: Double($0) * options.frequency / Double(shape.width))
    }
  }
}
