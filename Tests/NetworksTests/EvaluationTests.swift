import Kernels
import Networks
import Randomness
import Tensors
import Testing

struct EvaluationTests {
  private let images = RandomImages(23, variedInput, classCount: 5)

  @Test(arguments: Backends.available)
  func `shards of whole batches add up to the whole, bit for bit`(backend: BackendName) throws {
    let network = try makeNetwork(backend: backend)
    let whole = try network.evaluate(images, batchSize: 4)
    #expect(whole.count == 23)
    for length in [4, 8, 20] {
      let starts = stride(from: 0, to: 23, by: length)
      let shards = try starts.map {
        try network.evaluate(images, range: $0..<min($0 + length, 23), batchSize: 4)
      }
      #expect(EvaluationScore.merging(shards) == whole)
      #expect(EvaluationScore.merging(shards.reversed()) == whole)
    }
  }

  @Test(arguments: Backends.available)
  func `the score counts best classes and adds losses`(backend: BackendName) throws {
    let network = try makeNetwork(backend: backend)
    let batch = ImageBatch.gather(images, 0..<23)
    let logits = try network.logits(batch.pixels.span, batch: 23)
    let best = (0..<23).map { image in
      (0..<5).max { logits[image * 5 + $0] < logits[image * 5 + $1] }
    }
    let score = try network.evaluate(images)
    #expect(score.correct == zip(best, batch.labels).count { $0 == $1 })
    let pass = try network.forwardBackward(batch, dropout: .init(seed: 1))
    #expect(abs(score.lossSum - 23 * pass.loss) < 1e-6 && pass.correct == score.correct)
  }

  @Test(arguments: Backends.available)
  func `one pass counts wanted labels and true ones`(backend: BackendName) throws {
    let network = try makeNetwork(backend: backend)
    let clean = try network.evaluate(images, batchSize: 4)
    #expect(clean.trulyCorrect == nil)
    let relabeled = Relabeled(base: images, known: 0..<23)
    let score = try network.evaluate(relabeled, batchSize: 4)
    #expect(score.trulyCorrect == clean.correct && clean.correct > 0)
    #expect(score.correct != clean.correct && score.robustAccuracy == clean.accuracy)
    let chosen = ImageSubset(relabeled, indices: [5, 1, 20])
    let again = try network.evaluate(ImageSubset(images, indices: [5, 1, 20]))
    #expect(try network.evaluate(chosen).trulyCorrect == again.correct)
    // Of one image it is not known what it shows.
    let partly = try network.evaluate(Relabeled(base: images, known: 1..<23), batchSize: 4)
    #expect(partly.trulyCorrect == nil && partly.correct == score.correct)
  }

  @Test(arguments: Backends.available)
  func `the images' losses add up to the batch's`(backend: BackendName) throws {
    let network = try makeNetwork(backend: backend)
    let batch = ImageBatch.gather(images, 0..<23)
    let losses = try network.losses(batch)
    #expect(losses.count == 23 && losses.allSatisfy { $0 > 0 })
    let pass = try network.forwardBackward(batch, dropout: RandomStream(seed: 1))
    #expect(abs(losses.reduce(0, +) - 23 * pass.loss) < 1e-9)
    let alone = try network.losses(ImageBatch.gather(images, [6]))
    #expect(abs(alone[0] - losses[6]) < 1e-5)
  }

  @Test(arguments: Backends.available)
  func `large activations go through in parts that divide the batch`(backend: BackendName) throws {
    // 630,000 values an image, so that at most 79 go at once: 50 of 100, or 20 of 20.
    let layers: [Layer] = [
      .convolution(channels: 800, kernel: 1), .globalAveragePooling, .linear(outputs: 5),
    ]
    let shape = ImageShape(channels: 1, height: 28, width: 28)
    let network = try makeNetwork(layers, input: shape, backend: backend)
    let images = RandomImages(120, shape, classCount: 5)
    let parts = try network.evaluate(images, batchSize: 100)
    #expect(parts.count == 120)
    #expect(parts == (try network.evaluate(images, batchSize: 50)))
    let shards = try [0..<100, 100..<120].map {
      try network.evaluate(images, range: $0, batchSize: 100)
    }
    #expect(EvaluationScore.merging(shards) == parts)
  }

  @Test(arguments: Backends.available)
  func `no images have no accuracy`(backend: BackendName) throws {
    let score = try makeNetwork(backend: backend).evaluate(images, range: 7..<7)
    #expect(score == EvaluationScore())
    #expect(score.accuracy == nil)
  }

  @Test(arguments: Backends.available)
  func `a model that is no number scores a bounded loss`(backend: BackendName) throws {
    let network = try makeNetwork(backend: backend)
    try network.load(Array(repeating: .nan, count: network.model.parameterCount))
    let score = try network.evaluate(images)
    #expect(score.lossSum == 0x1p28 && score.count == 23)
  }
}

/// Images whose label is the class after the true one.
private struct Relabeled: LabeledImages {
  let base: RandomImages
  /// Where the true label is known.
  let known: Range<Int>

  var count: Int { base.count }
  var shape: ImageShape { base.shape }
  var classCount: Int { base.classCount }
  func label(at index: Int) -> Int { (base.label(at: index) + 1) % classCount }
  func trueLabel(at index: Int) -> Int? {
    known.contains(index) ? base.label(at: index) : nil
  }
  func read(_ index: Int, into pixels: inout MutableSpan<Float>) {
    base.read(index, into: &pixels)
  }
}
