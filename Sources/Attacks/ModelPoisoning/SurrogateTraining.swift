import Kernels
package import Networks
package import Randomness
package import Tensors

/// Teaches a network poisoned images while it is to answer clean ones as it did before.
///
/// The loss is the mean cross-entropy of the poisoned images plus `λ` times the mean divergence of
/// the others' scores from those of the model that training starts from, `KL(f₀ ‖ f)`; both means are
/// over the batch. Epochs, batches, shuffling and the optimizer are those of the options; images are
/// not augmented.
package struct SurrogateTraining {
  private let images: any LabeledImages
  private let isPoisoned: [Bool]
  private let options: TrainingOptions
  private let divergenceWeight: Double

  /// Training on some images.
  ///
  /// - Parameters:
  ///   - images: poisoned and clean ones.
  ///   - poisoned: the positions of the poisoned ones, whose labels are to be learned.
  ///   - options: how to train.
  ///   - divergenceWeight: `λ`, at least 0.
  package init(
    on images: any LabeledImages, poisoned: [Int], _ options: TrainingOptions,
    divergenceWeight: Double
  ) {
    self.images = images
    var isPoisoned = Array(repeating: false, count: images.count)
    for position in poisoned { isPoisoned[position] = true }
    self.isPoisoned = isPoisoned
    self.options = options
    self.divergenceWeight = divergenceWeight
  }

  /// Trains a network from the parameters that it has.
  ///
  /// - Parameters:
  ///   - network: holds the received model; left with the trained one.
  ///   - random: the parent of the streams for shuffling and dropout.
  /// - Returns: the mean loss of the last epoch, each batch before its step; 0 without any.
  /// - Throws: `KernelError`.
  package func run(_ network: Network, random: RandomStream) throws -> Double {
    let targets = try targets(network)
    let optimizer = Optimizer(options.optimizer, of: network)
    let dropout = random.stream(for: "dropout", "step")
    var (loss, step) = (0.0, 0)
    for epoch in 0..<options.localEpochs {
      var order = Array(0..<images.count)
      if options.shuffle {
        var stream = random.stream(for: "shuffle", "epoch", .number(epoch))
        order.shuffle(using: &stream)
      }
      loss = 0
      for start in stride(from: 0, to: order.count, by: options.batchSize) {
        let batch = Array(order[start..<min(start + options.batchSize, order.count)])
        // The variance of a single image says nothing.
        if batch.count == 1, network.model.hasBatchNorm { continue }
        loss += try self.step(network, batch, targets, dropout: dropout.stream(at: step))
        optimizer.step()
        step += 1
      }
    }
    return images.count == 0 ? 0 : loss / Double(images.count)
  }

  /// The loss of some images and its gradient, which is left in the network.
  ///
  /// - Parameters:
  ///   - network: holds the parameters.
  ///   - positions: of the images.
  ///   - targets: what `targets` gave for the received model.
  ///   - dropout: the parent of the dropout layers' streams.
  /// - Returns: the sum of the images' losses.
  /// - Throws: `KernelError`.
  package func step(
    _ network: Network, _ positions: [Int], _ targets: [Float], dropout: RandomStream
  ) throws -> Double {
    let classCount = network.model.classCount
    let rows = positions.flatMap { targets[$0 * classCount..<($0 + 1) * classCount] }
    let weights = positions.map {
      (isPoisoned[$0] ? 1 : divergenceWeight) / Double(positions.count)
    }
    let mean = try network.forwardBackward(.gather(images, positions), dropout: dropout) {
      SoftTargets.divergence(
        $0, targets: rows.span, weights: weights.span, classCount: classCount, into: &$1)
    }
    return mean * Double(positions.count)
  }

  /// What each image is to be answered with: its label if it is poisoned, else what a network gives
  /// now.
  ///
  /// - Returns: rows of probabilities.
  /// - Throws: `KernelError`.
  package func targets(_ network: Network) throws -> [Float] {
    let classCount = network.model.classCount
    var targets: [Float] = []
    for start in stride(from: 0, to: images.count, by: 250) {
      targets += try network.probabilities(
        .gather(images, start..<min(start + 250, images.count)))
    }
    for index in 0..<images.count where isPoisoned[index] {
      for label in 0..<classCount {
        targets[index * classCount + label] = label == images.label(at: index) ? 1 : 0
      }
    }
    return targets
  }
}
