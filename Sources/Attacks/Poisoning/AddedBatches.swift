import Networks
import Randomness
import Tensors

/// Puts images that only attackers have in the place of the first of each shuffled batch.
///
/// Of a batch of `B` images the first `floor(rate × B)` are replaced; the attackers' images take
/// turns from batch to batch, and are moved and mirrored as all others.
/// Source: Bagdasaryan et al., AISTATS 2020, arXiv:1807.00459, section 4.2.
struct AddedBatches: BatchPoison {
  private let poison: WantedImages
  private let augmentation: Augmentation?
  private let random: RandomStream

  /// - Parameters:
  ///   - poison: not empty.
  ///   - augmentation: as in the attacker's training.
  ///   - random: the round's own stream.
  init(_ poison: WantedImages, augmentation: Augmentation?, random: RandomStream) {
    precondition(poison.count > 0, "a batch cannot be poisoned with nothing")
    self.poison = poison
    self.augmentation = augmentation
    self.random = random
  }

  func poison(_ batch: inout ImageBatch, step: Int) {
    let size = batch.count
    let count = PoisonDose.count(of: size, rate: poison.dose.rate)
    var stream = random.stream(for: "step", .number(step))
    var placements: [ImagePlacement] = []
    augmentation?.draw(into: &placements, count: count, using: &stream)
    for place in 0..<count {
      let range = batch.range(of: place)
      batch.labels[place] = poison.target
      var span = batch.pixels.mutableSpan
      var image = span._mutatingExtracting(range)
      // Full batches are of one size, so that the turns go on where the last batch left off.
      poison.read(
        (step * count + place) % poison.count,
        placed: placements.isEmpty ? .asIs : placements[place], into: &image,
        noise: .number(step * size + place))
    }
  }
}
