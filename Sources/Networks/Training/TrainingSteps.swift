import Randomness
import Tensors

/// The batches of one local training, one after the other.
///
/// Its memory is kept from step to step.
struct TrainingSteps {
  private let options: TrainingOptions
  private let images: any LabeledImages
  private let random: RandomStream
  private let dropoutParent: RandomStream
  private let augmentationParent: RandomStream
  /// The order of the epoch, and how much of it is done.
  private var order: [Int]
  private var position: Int
  private var placements: [ImagePlacement] = []
  /// For hooks that change images.
  private var batch: ImageBatch
  /// The number of steps so far, over all epochs.
  private(set) var count = 0

  /// No step yet; `startEpoch` comes first.
  init(_ options: TrainingOptions, on images: any LabeledImages, random: RandomStream) {
    self.options = options
    self.images = images
    self.random = random
    dropoutParent = random.stream(for: "dropout", "step")
    augmentationParent = random.stream(for: "augmentation", "step")
    order = Array(0..<images.count)
    position = order.count
    batch = ImageBatch(shape: images.shape)
  }

  /// The parent of the dropout layers' streams in the current step.
  var dropout: RandomStream { dropoutParent.stream(at: count - 1) }

  /// Puts the images into the order of an epoch.
  mutating func startEpoch(_ epoch: Int) {
    position = 0
    guard options.shuffle else { return }
    for index in order.indices { order[index] = index }
    var stream = random.stream(for: "shuffle", "epoch", .number(epoch))
    order.shuffle(using: &stream)
  }

  /// Loads the next batch into a network; `nil` at the end of the epoch.
  mutating func next(for network: Network, hooks: inout some TrainingHooks) -> Workspace? {
    guard position < order.count else { return nil }
    let (first, size) = (position, min(options.batchSize, order.count - position))
    position += size
    // The variance of a single image says nothing.
    if size == 1, network.model.hasBatchNorm { return nil }
    if let augmentation = options.augmentation {
      var stream = augmentationParent.stream(at: count)
      augmentation.draw(into: &placements, count: size, using: &stream)
    }
    count += 1
    let order = order
    guard hooks.changesImages else {
      return network.load(images, count: size, placed: placements) { order[first + $0] }
    }
    batch.replace(with: images, count: size, placed: placements) { order[first + $0] }
    hooks.prepare(&batch, step: count - 1)
    return network.load(batch)
  }
}
