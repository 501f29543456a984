import Kernels
import Networks
import Randomness
import Tensors

/// Times the training and scoring of one model on one backend, on this thread.
struct StepTimer {
  let model: Model
  private let network: Network
  private let repeatCount: Int
  private let random = RandomStream(seed: 1)
  private let options = OptimizerOptions(learningRate: 0.01, momentum: 0.9)

  init(_ model: Model, backend: any Backend, repeatCount: Int) throws(KernelError) {
    self.model = model
    self.repeatCount = repeatCount
    let channels = model.input.channels
    network = try Network(
      model, backend: backend,
      normalization: Normalization(
        mean: Array(repeating: 0.5, count: channels),
        deviation: Array(repeating: 0.25, count: channels)))
  }

  /// The seconds of one step: forward, backward, SGD with momentum, on images that are there.
  func trainingStep(batch: Int) throws(KernelError) -> Double {
    try network.load(model.initialParameters(using: random))
    let images = ImageBatch.gather(NoiseImages(batch, model.input), 0..<batch)
    let optimizer = Optimizer(options, of: network)
    return try Timing.median(of: repeatCount) { () throws(KernelError) in
      _ = try network.forwardBackward(images, dropout: random)
      optimizer.step()
    }
  }

  /// The seconds of one step as a client does it, with everything around it.
  ///
  /// An epoch of twenty batches, divided by twenty: parameters in and out, shuffling, gathering.
  func localTrainingStep(batch: Int) throws -> Double {
    let steps = 20
    let images = NoiseImages(batch * steps, model.input)
    let parameters = model.initialParameters(using: random)
    let training = LocalTraining(TrainingOptions(batchSize: batch, optimizer: options))
    let seconds = try Timing.median(of: repeatCount) {
      _ = try training.run(network, from: parameters, on: images, random: random)
    }
    return seconds / Double(steps)
  }

  /// The seconds of scoring some images at once.
  func scoring(batch: Int) throws(KernelError) -> Double {
    try network.load(model.initialParameters(using: random))
    let images = NoiseImages(batch, model.input)
    return try Timing.median(of: repeatCount) { () throws(KernelError) in
      _ = try network.evaluate(images, batchSize: batch)
    }
  }
}
