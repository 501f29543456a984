import Networks
import Randomness
import Tensors

/// The steps of a patch within the training of a model.
struct LearnedPatchHooks: TrainingHooks {
  /// Channels × rows × columns, in 0...1.
  private(set) var patch: [Float]
  /// How many steps the patch may still make.
  private(set) var stepsLeft: Int
  private let options: LearnedPatchOptions
  private let labels: LabelPolicy
  private let random: RandomStream
  /// The images of the step whose labels the attacker changes, with those labels and without patch.
  private var wanted: ImageBatch?

  init(
    _ options: LearnedPatchOptions, labels: LabelPolicy, patch: [Float], random: RandomStream
  ) {
    self.options = options
    self.labels = labels
    self.patch = patch
    self.random = random
    stepsLeft = options.steps
  }

  /// The patch as it is now.
  var trigger: LearnedPatchTrigger { LearnedPatchTrigger(values: patch, place: options.place) }

  mutating func prepare(_ batch: inout ImageBatch, step: Int) {
    let eligible = batch.labels.indices.filter { labels.isEligible(batch.labels[$0]) }
    let all = batch
    wanted =
      stepsLeft == 0 || eligible.isEmpty
      ? nil
      : ImageBatch(
        pixels: eligible.flatMap { all.pixels[all.range(of: $0)] },
        labels: eligible.map { labels.target(for: all.labels[$0]) }, shape: all.shape)
  }

  /// Adds λ times the gradient of the loss with the patch.
  mutating func adjustGradient(of network: Network, step: Int) throws {
    guard let patched = patched() else { return }
    // The variance of a single image says nothing.
    if patched.count == 1, network.model.hasBatchNorm { return }
    var gradient = try network.gradient()
    _ = try network.forwardBackward(
      patched, dropout: random.stream(for: "dropout", .number(stepsLeft)))
    let weight = options.weight
    for (index, value) in try network.gradient().enumerated() {
      gradient[index] = Float(Double(gradient[index]) + weight * Double(value))
    }
    try network.setGradient(gradient)
  }

  /// Moves the patch against the sign of its gradient.
  mutating func afterStep(_ network: Network, step: Int) throws {
    guard let patched = patched() else { return }
    let gradient = patchGradient(try network.pixelGradient(patched).gradient, shape: patched.shape)
    let length = Float(options.stepSize)
    for index in patch.indices where gradient[index] != 0 {
      let moved = patch[index] - (gradient[index] > 0 ? length : -length)
      patch[index] = min(1, max(0, moved))
    }
    stepsLeft -= 1
  }

  // MARK: - Details

  /// The images of the step with the patch as it is now.
  private func patched() -> ImageBatch? {
    guard let wanted else { return nil }
    var pixels = wanted.pixels
    var all = pixels.mutableSpan
    for image in wanted.labels.indices {
      var part = all._mutatingExtracting(wanted.range(of: image))
      trigger.apply(to: &part, shape: wanted.shape, sample: image)
    }
    return ImageBatch(pixels: pixels, labels: wanted.labels, shape: wanted.shape)
  }

  /// The derivative by each value of the patch: the sum of those by the pixels that show it.
  private func patchGradient(_ gradient: [Float], shape: ImageShape) -> [Double] {
    let (rows, columns) = options.place.area(on: shape)
    var sums: [Double] = []
    for channel in 0..<shape.channels {
      for row in rows {
        for column in columns {
          let pixel = (channel * shape.height + row) * shape.width + column
          sums.append(
            stride(from: pixel, to: gradient.count, by: shape.count).reduce(0) {
              $0 + Double(gradient[$1])
            })
        }
      }
    }
    return sums
  }
}
