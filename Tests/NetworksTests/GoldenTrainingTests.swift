import Kernels
import Networks
import Options
import Randomness
import Tensors
import TestSupport
import Testing

/// Twenty steps of training on MNIST against PyTorch.
@Suite(.enabled(if: GoldenModel.isPossible)) struct GoldenTrainingTests {
  private static let cases =
    (try? ["training", "training-mlp"].flatMap { try GoldenFile($0).cases }) ?? []

  /// Writes down the mean loss of every batch before its step.
  private struct LossRecorder: TrainingHooks {
    var losses: [Double] = []
    private var batch: ImageBatch?

    mutating func prepare(_ batch: inout ImageBatch, step: Int) { self.batch = batch }
    mutating func adjustGradient(of network: Network, step: Int) throws {
      guard let batch else { return }
      losses.append(try network.forwardBackward(batch, dropout: RandomStream(seed: 0)).loss)
    }
  }

  private func options(_ parameters: OptionValue) throws -> TrainingOptions {
    func number(_ key: String, _ value: Double = 0) -> Double { parameters[key]?.number ?? value }
    return TrainingOptions(
      localEpochs: 1, batchSize: parameters["batch"]?.integer ?? 0, shuffle: false,
      optimizer: OptimizerOptions(
        parameters["optimiser"] == "adam" ? .adam : .sgd, learningRate: number("rate"),
        momentum: number("momentum"), weightDecay: number("weightDecay"),
        beta1: number("beta1"), beta2: number("beta2"), epsilon: number("epsilon")))
  }

  @Test func `all cases are there`() { #expect(Self.cases.count == 9) }

  @Test(arguments: cases, Backends.available)
  func `trajectories are those of PyTorch`(item: GoldenCase, backend: BackendName) throws {
    let golden = try GoldenModel(item)
    let network = try golden.network(backend)
    let (train, test) = try GoldenModel.digits()
    let initial = try golden.parameters(item.inputs["initial"])
    var recorder = LossRecorder()
    let outcome = try LocalTraining(options(item.parameters)).run(
      network, from: initial, on: train, random: RandomStream(seed: 0), hooks: &recorder)

    #expect(recorder.losses.count == item.parameters["steps"]?.integer)
    #expect(try item.excess(recorder.losses, "losses") <= 0)
    let mean = recorder.losses.reduce(0, +) / Double(recorder.losses.count)
    #expect(abs(outcome.loss - mean) < 1e-6)

    let final = try golden.parameters(item.expected["final"])
    let gaps = zip(try network.parameters(), final).map {
      abs(Double($0) - Double($1)) - item.tolerance("final", at: Double($1))
    }
    #expect(gaps.allSatisfy { $0 <= 0 })

    let batch = ImageBatch.gather(test, 0..<200)
    let logits = try network.logits(batch.pixels.span, batch: 200)
    #expect(try item.excess(logits, "testLogits") <= 0)
    let score = try network.evaluate(test, range: 0..<200)
    #expect(score.correct == item.expected["testCorrect"]?.integer)
  }
}
