package import Randomness
package import Tensors

/// A client's images, some of which carry the trigger and the label the attacker wants.
///
/// The poisoned positions are chosen once, when the set is made, and stay; the images below are
/// never changed. `floor(rate × count)` images are poisoned, where `count` is the number of all the
/// client's images; only those whose label the policy changes are eligible, and if they are fewer
/// than that, all of them are poisoned. As many of the others are negatives, where there are to be
/// any: they carry the trigger and keep their label. The trigger comes after augmentation and stays
/// in its place; noise comes last and is the same each time.
/// Source: Gu et al., IEEE Access 2019, arXiv:1708.06733; negatives are ours.
package struct PoisonedImages: LabeledImages {
  private enum Mark {
    case clean, poisoned, negative
  }

  private let base: any LabeledImages
  private let trigger: any Trigger
  private let labels: LabelPolicy
  private let dose: PoisonDose
  private let random: RandomStream
  private let marks: [Mark]

  /// The number of images with another label.
  package let poisonedCount: Int

  /// Poisons a share of `base`.
  ///
  /// - Parameters:
  ///   - base: the clean images.
  ///   - trigger: what poisoned images carry.
  ///   - labels: which images may be poisoned, and their labels then.
  ///   - dose: the share of all images, and the noise.
  ///   - negatives: whether as many other images carry the trigger under their own labels.
  ///   - random: chooses among the images.
  package init(
    _ base: any LabeledImages, trigger: any Trigger, labels: LabelPolicy, dose: PoisonDose,
    negatives: Bool = false, random: RandomStream
  ) {
    self.base = base
    self.trigger = trigger
    self.labels = labels
    self.dose = dose
    self.random = random
    let positions = Array(0..<base.count)
    var stream = random
    let chosen = positions.filter { labels.isEligible(base.label(at: $0)) }
      .shuffled(using: &stream).prefix(PoisonDose.count(of: base.count, rate: dose.rate))
    var marks = Array(repeating: Mark.clean, count: base.count)
    for index in chosen { marks[index] = .poisoned }
    if negatives {
      let others = positions.filter { !labels.isEligible(base.label(at: $0)) }
      for index in others.shuffled(using: &stream).prefix(chosen.count) {
        marks[index] = .negative
      }
    }
    self.marks = marks
    poisonedCount = chosen.count
  }

  package var count: Int { base.count }
  package var shape: ImageShape { base.shape }
  package var classCount: Int { base.classCount }

  package func label(at index: Int) -> Int {
    let label = base.label(at: index)
    return marks[index] == .poisoned ? labels.target(for: label) : label
  }

  package func read(_ index: Int, into pixels: inout MutableSpan<Float>) {
    read(index, placed: .asIs, into: &pixels)
  }

  package func read(
    _ index: Int, placed placement: ImagePlacement, into pixels: inout MutableSpan<Float>
  ) {
    base.read(index, placed: placement, into: &pixels)
    guard marks[index] != .clean else { return }
    trigger.apply(to: &pixels, shape: shape, sample: index)
    dose.addNoise(to: &pixels, random: random.stream(for: "noise", .number(index)))
  }

  package func withBytes(of index: Int, _ body: (Span<UInt8>) -> Void) -> Bool {
    marks[index] == .clean && base.withBytes(of: index, body)
  }
}
