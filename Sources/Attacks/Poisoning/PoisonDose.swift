import Options
import Randomness

/// How much a malicious client poisons, and when: before training, or batch by batch.
package struct PoisonDose: Sendable, Equatable {
  /// When images are chosen to be poisoned.
  package enum Per: String, Sendable, CaseIterable {
    /// Once, before training; the same images in every epoch and round.
    case dataSet = "data-set"
    /// In each batch anew: its first ones after shuffling.
    case batch
  }

  /// The poisoned share of the data set or of each batch, in 0...1.
  package var rate: Double
  package var per: Per
  /// The standard deviation of the Gaussian noise on poisoned images, in the pixels' unit: 0...1.
  package var noise: Double

  package init(rate: Double, per: Per = .dataSet, noise: Double = 0) {
    self.rate = rate
    self.per = per
    self.noise = noise
  }

  /// The keys `poison_per` and `noise`, and a given `poison_rate`.
  static func fields(rate: OptionField) -> [OptionField] {
    [
      rate,
      .init(
        "poison_per", .choice(Per.allCases.map(\.rawValue)), default: "data-set",
        "whether images are poisoned once, or the first ones of each shuffled batch"),
      .init(
        "noise", .rate, default: 0.0,
        "deviation of Gaussian noise on poisoned images, of pixels from 0 to 1"),
    ]
  }

  /// Reads its keys from a section that a schema has resolved.
  init(_ section: OptionValue) {
    rate = (section["poison_rate"] ?? .null).double
    noise = (section["noise"] ?? .null).double
    guard case .string(let word)? = section["poison_per"], let per = Per(rawValue: word) else {
      preconditionFailure("the schema of a data poisoning lacks 'poison_per': \(section)")
    }
    self.per = per
  }

  /// Its keys with their values.
  var resolved: [OptionValue.Member] {
    [
      .init("poison_rate", .double(rate)), .init("poison_per", .string(per.rawValue)),
      .init("noise", .double(noise)),
    ]
  }

  /// The whole part of `rate × count`, taking for whole what binary fractions miss by a hair: 0.29
  /// of 100 is 29.
  package static func count(of count: Int, rate: Double) -> Int {
    Int((rate * Double(count) + 1e-9).rounded(.down))
  }

  /// Adds the noise to an image and keeps it in 0...1.
  ///
  /// - Parameters:
  ///   - pixels: in 0...1.
  ///   - random: the noise's own stream.
  func addNoise(to pixels: inout MutableSpan<Float>, random: RandomStream) {
    guard noise > 0 else { return }
    random.addNormals(to: &pixels, at: 0, deviation: noise)
    for index in 0..<pixels.count { pixels[index] = min(1, max(0, pixels[index])) }
  }
}
