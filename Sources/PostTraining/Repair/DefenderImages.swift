package import Randomness
package import Tensors

/// The clean images that a defender holds, in two parts that share none.
package struct DefenderImages: Sendable {
  /// For measuring activations and for fine-tuning.
  package let fineTune: any LabeledImages
  /// For deciding when a step has cost enough accuracy.
  package let holdOut: any LabeledImages

  package init(fineTune: any LabeledImages, holdOut: any LabeledImages) {
    precondition(fineTune.count > 0, "no images to fine-tune on")
    precondition(holdOut.count > 0, "no images to decide on")
    self.fineTune = fineTune
    self.holdOut = holdOut
  }

  /// Splits images at random: a fifth, rounded down but at least one, is held out.
  ///
  /// - Parameters:
  ///   - images: at least two, of the training set, that belong to no client.
  ///   - random: draws the order.
  package init(splitting images: any LabeledImages, random: RandomStream) {
    precondition(images.count >= 2, "\(images.count) images cannot be split in two")
    var random = random
    let order = Array(0..<images.count).shuffled(using: &random)
    let count = max(1, images.count / 5)
    self.init(
      fineTune: ImageSubset(images, indices: order.dropFirst(count).sorted()),
      holdOut: ImageSubset(images, indices: order.prefix(count).sorted()))
  }
}
