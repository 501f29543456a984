package import Networks
package import Randomness

/// Puts the trigger on the first images of each shuffled batch.
///
/// Of a batch of `B` images the first `floor(rate × B)` that the label policy changes are poisoned,
/// or all of them if they are fewer; negatives are as many of the first others. Public code takes
/// the first images of whatever class, so that those of the target class count, too: one of them is
/// poisoned with the label that it has anyhow.
/// Source: Bagdasaryan et al., AISTATS 2020, arXiv:1807.00459, section 4.2.
package struct TriggeredBatches: BatchPoison {
  private let poisoning: BadNetsPoisoning
  private let random: RandomStream

  /// - Parameters:
  ///   - poisoning: the trigger, the labels and the dose.
  ///   - random: the round's own stream, for noise.
  package init(_ poisoning: BadNetsPoisoning, random: RandomStream) {
    self.poisoning = poisoning
    self.random = random
  }

  package func poison(_ batch: inout ImageBatch, step: Int) {
    let labels = poisoning.labels
    let places = batch.labels.indices
    let size = PoisonDose.count(of: batch.count, rate: poisoning.dose.rate)
    let chosen = places.filter { labels.isEligible(batch.labels[$0]) }.prefix(size)
    let others = places.filter { !labels.isEligible(batch.labels[$0]) }
    for place in chosen {
      batch.labels[place] = labels.target(for: batch.labels[place])
      stamp(place, of: &batch, step: step)
    }
    guard poisoning.hasNegatives else { return }
    for place in others.prefix(chosen.count) { stamp(place, of: &batch, step: step) }
  }

  private func stamp(_ place: Int, of batch: inout ImageBatch, step: Int) {
    let (range, shape) = (batch.range(of: place), batch.shape)
    var span = batch.pixels.mutableSpan
    var image = span._mutatingExtracting(range)
    poisoning.trigger.apply(to: &image, shape: shape, sample: place)
    poisoning.dose.addNoise(
      to: &image, random: random.stream(for: "step", .number(step), "place", .number(place)))
  }
}
