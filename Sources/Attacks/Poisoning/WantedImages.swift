import Networks
import Randomness
import Tensors

/// Images that only attackers have, all to be taken for one class.
struct WantedImages: Sendable {
  let images: any LabeledImages
  /// The class that the attacker wants.
  let target: Int
  let dose: PoisonDose
  /// The parent of the noise's streams.
  let random: RandomStream

  var count: Int { images.count }

  /// Writes an image, moved and mirrored, with its noise.
  ///
  /// - Parameters:
  ///   - index: a position in `images`.
  ///   - placement: where it is put.
  ///   - pixels: gets the image, in 0...1.
  ///   - noise: names the noise's stream; the same name gives the same noise.
  func read(
    _ index: Int, placed placement: ImagePlacement, into pixels: inout MutableSpan<Float>,
    noise: RandomStream.Name
  ) {
    images.read(index, placed: placement, into: &pixels)
    dose.addNoise(to: &pixels, random: random.stream(for: "noise", noise))
  }

  /// The client's own images with as many copies of these as the dose says; the own ones alone
  /// where each batch is poisoned.
  func added(to own: any LabeledImages, random: RandomStream) -> any LabeledImages {
    guard dose.per == .dataSet, !images.isEmpty else { return own }
    return AddedImages(own, self, rate: dose.rate, random: random)
  }

  /// What puts them into each batch, where that is what the dose says.
  ///
  /// - Parameters:
  ///   - training: the attacker's.
  ///   - random: the round's stream of the client.
  /// - Returns: nil for another dose, and without images.
  func batches(_ training: TrainingOptions, random: RandomStream) -> AddedBatches? {
    guard dose.per == .batch, !images.isEmpty else { return nil }
    return AddedBatches(
      self, augmentation: training.augmentation, random: random.stream(for: "poison"))
  }
}

extension LabeledImages {
  fileprivate var isEmpty: Bool { count == 0 }
}
