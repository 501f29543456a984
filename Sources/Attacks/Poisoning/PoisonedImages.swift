package import Randomness
package import Tensors

/// A client's images, some of which carry the trigger and the label the attacker wants.
///
/// The poisoned positions are chosen once, when the set is made, and stay; the images below are
/// never changed. `floor(rate × count)` images are poisoned, where `count` is the number of all the
/// client's images; only those whose label the policy changes are eligible, and if they are fewer
/// than that, all of them are poisoned. The trigger comes after augmentation and stays in its place.
/// Source: Gu et al., IEEE Access 2019, arXiv:1708.06733.
package struct PoisonedImages: LabeledImages {
  private let base: any LabeledImages
  private let trigger: any Trigger
  private let labels: LabelPolicy
  private let isPoisoned: [Bool]

  /// The number of poisoned images.
  package let poisonedCount: Int

  /// Poisons a share of `base`.
  ///
  /// - Parameters:
  ///   - base: the clean images.
  ///   - trigger: what poisoned images carry.
  ///   - labels: which images may be poisoned, and their labels then.
  ///   - rate: the share of all images, in 0...1.
  ///   - random: chooses among the eligible images.
  package init(
    _ base: any LabeledImages, trigger: any Trigger, labels: LabelPolicy, rate: Double,
    random: RandomStream
  ) {
    self.base = base
    self.trigger = trigger
    self.labels = labels
    let eligible = (0..<base.count).filter { labels.isEligible(base.label(at: $0)) }
    var random = random
    let chosen = eligible.shuffled(using: &random)
      .prefix(Self.poisonedCount(of: base.count, rate: rate))
    var isPoisoned = Array(repeating: false, count: base.count)
    for index in chosen { isPoisoned[index] = true }
    self.isPoisoned = isPoisoned
    poisonedCount = chosen.count
  }

  package var count: Int { base.count }
  package var shape: ImageShape { base.shape }
  package var classCount: Int { base.classCount }

  package func label(at index: Int) -> Int {
    let label = base.label(at: index)
    return isPoisoned[index] ? labels.target(for: label) : label
  }

  package func read(_ index: Int, into pixels: inout MutableSpan<Float>) {
    read(index, placed: .asIs, into: &pixels)
  }

  package func read(
    _ index: Int, placed placement: ImagePlacement, into pixels: inout MutableSpan<Float>
  ) {
    base.read(index, placed: placement, into: &pixels)
    if isPoisoned[index] { trigger.apply(to: &pixels, shape: shape, sample: index) }
  }

  package func withBytes(of index: Int, _ body: (Span<UInt8>) -> Void) -> Bool {
    !isPoisoned[index] && base.withBytes(of: index, body)
  }

  /// The whole part of `rate × count`, taking for whole what binary fractions miss by a hair: 0.29
  /// of 100 is 29.
  static func poisonedCount(of count: Int, rate: Double) -> Int {
    Int((rate * Double(count) + 1e-9).rounded(.down))
  }
}
