import Kernels
import Networks
import Randomness
import Tensors
import Testing

/// What networks keep from batch to batch and from client to client.
struct SharedMemoryTests {
  @Test(arguments: Backends.available)
  func `batches of any sizes, one after the other, give what each gives alone`(
    backend: BackendName
  ) throws {
    let shared = try makeNetwork(backend: backend)
    for count in [3, 7, 2, 11, 3, 5, 1, 13, 7, 4, 6, 8, 9, 10, 3] {
      let batch = makeBatch(count, for: shared.model, seed: UInt64(count))
      let alone = try makeNetwork(backend: backend)
      let random = RandomStream(seed: 1)
      #expect(
        try shared.forwardBackward(batch, dropout: random)
          == alone.forwardBackward(batch, dropout: random))
      #expect(try shared.gradient() == alone.gradient())
      #expect(try shared.pixelGradient(batch).gradient == alone.pixelGradient(batch).gradient)
    }
  }

  @Test(arguments: Backends.available)
  func `an optimizer knows nothing of the one before it`(backend: BackendName) throws {
    let images = RandomImages(12, variedInput, classCount: 5)
    for name in OptimizerOptions.Name.allCases {
      let training = LocalTraining(
        TrainingOptions(
          batchSize: 4,
          optimizer: OptimizerOptions(name, learningRate: 0.01, momentum: 0.9)))
      let network = try makeNetwork(backend: backend)
      let start = try network.parameters()
      let random = RandomStream(seed: 3)
      let first = try training.run(network, from: start, on: images, random: random)
      let second = try training.run(network, from: start, on: images, random: random)
      #expect(first == second)
    }
  }
}
