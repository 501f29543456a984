package import Tensors

/// The test images that count for the attack's success, with the trigger and the label the attacker
/// wants.
///
/// Only images whose label the policy changes are in it, so an image that is of the target class
/// anyhow is no success. The share that a model gets "right" here is the attack success rate, the
/// share that gets its true label nevertheless is the robust accuracy; where the set is empty there is
/// neither.
package struct TriggeredImages: LabeledImages {
  private let base: any LabeledImages
  private let trigger: any Trigger
  private let labels: LabelPolicy
  /// Positions in `base`, rising.
  private let indices: [Int]

  /// The eligible images among those at some positions.
  ///
  /// - Parameters:
  ///   - base: the clean test set.
  ///   - trigger: what is put on them.
  ///   - labels: whose label the attack changes, and to what.
  ///   - range: positions in `base`; all if `nil`.
  package init(
    _ base: any LabeledImages, trigger: any Trigger, labels: LabelPolicy, range: Range<Int>? = nil
  ) {
    self.base = base
    self.trigger = trigger
    self.labels = labels
    indices = (range ?? 0..<base.count).filter { labels.isEligible(base.label(at: $0)) }
  }

  package var count: Int { indices.count }
  package var shape: ImageShape { base.shape }
  package var classCount: Int { base.classCount }

  package func label(at index: Int) -> Int { labels.target(for: base.label(at: indices[index])) }

  package func trueLabel(at index: Int) -> Int? { base.label(at: indices[index]) }

  package func read(_ index: Int, into pixels: inout MutableSpan<Float>) {
    read(index, placed: .asIs, into: &pixels)
  }

  package func read(
    _ index: Int, placed placement: ImagePlacement, into pixels: inout MutableSpan<Float>
  ) {
    base.read(indices[index], placed: placement, into: &pixels)
    trigger.apply(to: &pixels, shape: shape, sample: indices[index])
  }
}
