import Kernels
import Networks
import Options
import Randomness
import Tensors
import TestSupport
import Testing

/// Three rounds of four clients on MNIST, honest and under model replacement, against PyTorch.
@Suite(.enabled(if: GoldenModel.isPossible)) struct GoldenFederationTests {
  private static let cases =
    (try? ["federation-softmax", "federation-cnn"].flatMap { try GoldenFile($0).cases }) ?? []

  /// A white square of 3×3 in the lower right corner of every image.
  private static func stamp(_ pixels: inout [Float], images: Int) {
    for image in 0..<images {
      for row in 25..<28 {
        for column in 25..<28 { pixels[image * 784 + row * 28 + column] = 1 }
      }
    }
  }

  /// Stamps all images and gives them the target's label.
  private struct Poisoning: TrainingHooks {
    let target: Int
    func prepare(_ batch: inout ImageBatch, step: Int) {
      GoldenFederationTests.stamp(&batch.pixels, images: batch.count)
      for index in batch.labels.indices { batch.labels[index] = target }
    }
  }

  /// A run between two rounds.
  private struct Federation {
    let item: GoldenCase
    let network: Network
    let clients: [any LabeledImages]
    var global: [Float]

    func number(_ key: String) -> Int { item.parameters[key]?.integer ?? 0 }
    func real(_ key: String) -> Double { item.parameters[key]?.number ?? 0 }

    /// The updates of all clients as they submit them.
    func updates(round: Int) throws -> [[Float]] {
      let training = LocalTraining(
        TrainingOptions(
          localEpochs: number("localEpochs"), batchSize: number("batch"), shuffle: false,
          optimizer: OptimizerOptions(learningRate: real("rate"))))
      let attackRounds = item.parameters["attackRounds"]?.numbers ?? []
      return try clients.enumerated().map { client, images in
        let random = RandomStream(seed: 0)
        guard client == number("attackedClient"), attackRounds.contains(Double(round)) else {
          return try training.run(network, from: global, on: images, random: random).update
        }
        var poisoning = Poisoning(target: number("target"))
        let outcome = try training.run(
          network, from: global, on: images, random: random, hooks: &poisoning)
        return outcome.update.map { Float(real("gamma")) * $0 }
      }
    }

    /// Adds the mean or the median of the updates.
    mutating func aggregate(_ updates: [[Float]]) {
      let takesMedian = item.parameters["aggregation"] == "median"
      for index in global.indices {
        var values = updates.map { Double($0[index]) }
        if takesMedian { values = Array(values.sorted()[1...2]) }
        global[index] += Float(values.reduce(0, +) / Double(values.count))
      }
    }

    /// Stamped test images of other classes that are taken for the target.
    func attackSuccesses(_ test: any LabeledImages) throws -> (count: Int, successes: Int) {
      let others = (0..<test.count).filter { test.label(at: $0) != number("target") }
      var batch = ImageBatch.gather(test, others)
      GoldenFederationTests.stamp(&batch.pixels, images: batch.count)
      let logits = try network.logits(batch.pixels.span, batch: batch.count)
      let hits = (0..<batch.count).count { image in
        let scores = logits[image * 10..<image * 10 + 10]
        return scores.firstIndex(of: scores.max() ?? 0) == image * 10 + number("target")
      }
      return (batch.count, hits)
    }
  }

  @Test func `all cases are there`() { #expect(Self.cases.count == 10) }

  @Test(arguments: cases, Backends.available)
  func `rounds end where PyTorch ends`(item: GoldenCase, backend: BackendName) throws {
    let golden = try GoldenModel(item)
    let (train, test) = try GoldenModel.digits()
    let count = item.parameters["clients"]?.integer ?? 0
    var federation = Federation(
      item: item, network: try golden.network(backend),
      clients: (0..<count).map {
        ImageSubset(train, indices: Array(stride(from: $0, to: 640, by: count)))
      }, global: try golden.parameters(item.inputs["initial"]))
    guard case .array(let rounds)? = item.expected["rounds"] else {
      throw GoldenError.missing("rounds")
    }
    #expect(rounds.count == 3)
    for (index, expected) in rounds.enumerated() {
      let updates = try federation.updates(round: index + 1)
      checkNorms(updates, expected["deltaNorms"]?.numbers ?? [], item)
      federation.aggregate(updates)
      check(federation.global, try golden.parameters(expected["global"]), item)

      try federation.network.load(federation.global)
      let tolerance = expected["countTolerance"]?.integer ?? 0
      let clean = try federation.network.evaluate(test)
      #expect(clean.count == item.expected["cleanCount"]?.integer)
      #expect(abs(clean.correct - (expected["cleanCorrect"]?.integer ?? -1)) <= tolerance)
      let attack = try federation.attackSuccesses(test)
      #expect(attack.count == item.expected["attackCount"]?.integer)
      #expect(abs(attack.successes - (expected["attackSuccesses"]?.integer ?? -1)) <= tolerance)
    }
  }

  /// Within the tolerance, or within `kink` where another order of sums crossed a rectifier's kink.
  private func check(_ got: [Float], _ expected: [Float], _ item: GoldenCase) {
    let gaps = zip(got, expected).map { abs(Double($0) - Double($1)) }
    let isWithin = zip(gaps, expected).allSatisfy { gap, expected in
      gap <= item.tolerance("global", at: Double(expected))
    }
    let kink = item.json["tolerance"]?["kink"]?.number ?? 0
    #expect(got.count == expected.count)
    #expect(isWithin || gaps.allSatisfy { $0 <= kink }, "largest gap \(gaps.max() ?? .nan)")
  }

  /// A norm may be off by the gap of all its parameters together.
  private func checkNorms(_ updates: [[Float]], _ expected: [Double], _ item: GoldenCase) {
    let norms = updates.map { $0.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot() }
    let kink = item.json["tolerance"]?["kink"]?.number ?? 0
    #expect(norms.count == expected.count)
    for (norm, expected) in zip(norms, expected) {
      #expect(abs(norm - expected) <= max(1e-4 * expected + 1e-5, kink), "\(norm) for \(expected)")
    }
  }
}
