import Kernels
import Networks
import Randomness
import Tensors
import Testing

/// Writes down the pixels that local training shows its hooks.
private struct PixelRecorder: TrainingHooks {
  var batches: [ImageBatch] = []
  mutating func prepare(_ batch: inout ImageBatch, step: Int) { batches.append(batch) }
}

/// Bytes with labels, as data sets keep them.
private struct ByteImages: LabeledImages {
  let base: RandomImages
  let isShown: Bool
  var count: Int { base.count }
  var shape: ImageShape { base.shape }
  var classCount: Int { base.classCount }
  func label(at index: Int) -> Int { base.label(at: index) }
  private func bytes(_ index: Int) -> [UInt8] {
    var pixels = [Float](repeating: 0, count: shape.count)
    var span = pixels.mutableSpan
    base.read(index, into: &span)
    return pixels.map { UInt8($0 * 255) }
  }
  func read(_ index: Int, into pixels: inout MutableSpan<Float>) {
    for (place, byte) in bytes(index).enumerated() { pixels[place] = Float(byte) / 255 }
  }
  func withBytes(of index: Int, _ body: (Span<UInt8>) -> Void) -> Bool {
    if isShown { body(bytes(index).span) }
    return isShown
  }
}

struct AugmentedTrainingTests {
  private let images = RandomImages(22, variedInput, classCount: 5)
  private let random = RandomStream(seed: 77)
  private let options = TrainingOptions(
    localEpochs: 2, batchSize: 8, augmentation: Augmentation(cropPadding: 2),
    optimizer: OptimizerOptions(learningRate: 0.1, momentum: 0.9))

  private func train(
    _ images: any LabeledImages, hooks: some TrainingHooks = NoHooks(),
    augmentation: Augmentation? = Augmentation(cropPadding: 2), backend: BackendName
  ) throws -> TrainingOutcome {
    var (hooks, options) = (hooks, options)
    options.augmentation = augmentation
    let network = try makeNetwork(backend: backend)
    return try LocalTraining(options).run(
      network, from: network.parameters(), on: images, random: random, hooks: &hooks)
  }

  @Test(arguments: Backends.available, [nil, Augmentation(cropPadding: 3)])
  func `images kept as bytes train to the same bits as their pixels`(
    backend: BackendName, augmentation: Augmentation?
  ) throws {
    let bytes = try train(
      ByteImages(base: images, isShown: true), augmentation: augmentation, backend: backend)
    let pixels = try train(
      ByteImages(base: images, isShown: false), augmentation: augmentation, backend: backend)
    let batches = try train(
      ByteImages(base: images, isShown: true), hooks: PixelRecorder(), augmentation: augmentation,
      backend: backend)
    #expect(bytes == pixels)
    #expect(bytes == batches)
  }

  @Test(arguments: Backends.available)
  func `images kept as bytes score the same as their pixels`(backend: BackendName) throws {
    let network = try makeNetwork(backend: backend)
    #expect(
      try network.evaluate(ByteImages(base: images, isShown: true), batchSize: 4)
        == network.evaluate(ByteImages(base: images, isShown: false), batchSize: 4))
  }

  @Test func `hooks see images that are augmented, by the stream of their step`() throws {
    var recorder = PixelRecorder()
    let network = try makeNetwork(backend: .portable)
    var unshuffled = options
    unshuffled.shuffle = false
    _ = try LocalTraining(unshuffled).run(
      network, from: network.parameters(), on: images, random: random, hooks: &recorder)
    #expect(recorder.batches.count == 6)
    for (step, batch) in recorder.batches.enumerated() {
      let first = step % 3 * 8
      var stream = random.stream(for: "augmentation", "step", .number(step))
      var placements: [ImagePlacement] = []
      Augmentation(cropPadding: 2).draw(into: &placements, count: batch.count, using: &stream)
      for place in 0..<batch.count {
        var pixels = Array(ImageBatch.gather(images, [first + place]).pixels)
        var span = pixels.mutableSpan
        placements[place].apply(to: &span, shape: images.shape)
        #expect(Array(batch.pixels[batch.range(of: place)]) == pixels)
      }
    }
    #expect(recorder.batches[0] != recorder.batches[3])
  }

  @Test func `augmentation changes the update, and none is as ever`() throws {
    let plain = try train(images, augmentation: nil, backend: .portable)
    let idle = Augmentation(cropPadding: 0, flip: false)
    #expect(try train(images, augmentation: idle, backend: .portable) == plain)
    #expect(try train(images, backend: .portable).update != plain.update)
  }
}
