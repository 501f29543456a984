package import Networks
package import Options
import Randomness
package import Tensors

/// A share of the client's images gets wrong labels; no pixel is changed and no trigger needed.
///
/// Which images are flipped is drawn once and stays. FLPoison flips all images of a source class
/// whatever the rate says; here the rate holds for every kind. Success is the share of test images of
/// flipped classes that the model gives the flipped label; a random flip wants no label in
/// particular and has no success rate.
/// Source: Tolpegin et al., ESORICS 2020, arXiv:2007.08432.
package struct LabelFlipPoisoning: DataPoisoning {
  package let flip: LabelFlip
  /// The share of a malicious client's eligible images, in 0...1.
  package let rate: Double

  package init(flip: LabelFlip, rate: Double) {
    self.flip = flip
    self.rate = rate
  }

  package static let name = "label-flip"
  package static let summary = "images with wrong labels, without any trigger"
  package static let source =
    "Tolpegin et al., ESORICS 2020, https://arxiv.org/abs/2007.08432"

  package static let fields: [OptionField] = [
    .init(
      "flip", .any, default: "inverse",
      "inverse (y becomes C − 1 − y), cyclic (y + 1), random, or { kind: source-target, source, target }"
    ),
    .init(
      "poison_rate", .rate, default: 1.0,
      "share of a malicious client's images of flipped classes that get the wrong label"),
  ]

  package static func read(
    _ section: OptionValue, setting: PoisoningSetting, at path: OptionPath
  ) throws(OptionError) -> (value: LabelFlipPoisoning, resolved: [OptionValue.Member]) {
    let flip = try LabelFlip.read(
      section["flip"] ?? .null, classCount: setting.classCount, at: path + ["flip"])
    let rate = section["poison_rate"] ?? .null
    return (
      LabelFlipPoisoning(flip: flip.value, rate: rate.double),
      [.init("flip", flip.resolved), .init("poison_rate", rate)]
    )
  }

  package func trainingImages(
    _ task: ClientTask, network: Network, context: AttackContext
  ) -> any LabeledImages {
    let random = context.poisonStream(of: task.client)
    var labels = (0..<task.images.count).map { task.images.label(at: $0) }
    let eligible = labels.indices.filter { flip.isEligible(labels[$0]) }
    var stream = random
    let chosen = eligible.shuffled(using: &stream)
      .prefix(PoisonDose.count(of: eligible.count, rate: rate))
    for index in chosen {
      labels[index] = flip.flipped(
        labels[index], random: random.stream(for: "label", .number(index)))
    }
    return RelabeledImages(task.images, labels: labels)
  }

  package func successImages(
    _ data: AttackedData, range: Range<Int>, learned: [Float]?
  ) -> any LabeledImages {
    var indices: [Int] = []
    var labels: [Int] = []
    for index in range where flip.isEligible(data.test.label(at: index)) {
      guard let target = flip.target(for: data.test.label(at: index)) else { continue }
      indices.append(index)
      labels.append(target)
    }
    return RelabeledImages(ImageSubset(data.test, indices: indices), labels: labels)
  }
}
