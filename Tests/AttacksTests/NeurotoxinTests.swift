import Attacks
import Kernels
import Networks
import Options
import Tensors
import TestSupport
import Testing

struct NeurotoxinTests {
  @Test(arguments: try GoldenFile("neurotoxin_mask").cases)
  func `a mask keeps the places that the reference keeps`(golden: GoldenCase) throws {
    let sizes = golden.inputs["layerSizes"]?.numbers.map { Int($0) } ?? []
    let reference = try golden.floats("reference")
    var start = 0
    let tensors = sizes.map { size -> Range<Int> in
      defer { start += size }
      return start..<start + size
    }
    let isGlobal = golden.parameters["scope"]?.description == "global"
    let mask = NeurotoxinMask(
      reference: reference, keepRatio: golden.parameters["keepRatio"]?.number ?? -1,
      within: isGlobal ? [0..<reference.count] : tensors)
    #expect(try golden.excess(mask.values, "mask") <= 0)
    #expect(try golden.excess([mask.values.reduce(0, +)], "kept") <= 0)
    let masked = zip(try golden.floats("gradient"), mask.values).map { $0 * $1 }
    #expect(try golden.excess(masked, "maskedGradient") <= 0)
  }

  @Test func `a reversed mask is the complement`() {
    let reference: [Float] = [3, -1, 0, 2, -5, .nan, 1]
    let mask = NeurotoxinMask(reference: reference, keepRatio: 0.43, within: [0..<7])
    let reversed = NeurotoxinMask(
      reference: reference, keepRatio: 0.43, within: [0..<7], isReversed: true)
    #expect(mask.values == [0, 1, 1, 0, 0, 0, 1])
    #expect(zip(mask.values, reversed.values).allSatisfy { $0 + $1 == 1 })
  }

  /// Weight decay, which moves what no gradient moves.
  static let decaying: OptionValue = [
    "optimizer": ["name": "sgd", "learning_rate": 0.1, "momentum": 0.9, "weight_decay": 0.1]
  ]

  private func mask(_ trial: AttackTrial, keepRatio: Double) throws -> [Float] {
    let reference = try Neurotoxin.reference(trial.task(), network: trial.network)
    return NeurotoxinMask(
      reference: reference, keepRatio: keepRatio, within: [0..<reference.count]
    ).values
  }

  @Test(arguments: Backends.available)
  func `a strict mask keeps what it forbids to the last bit`(backend: BackendName) throws {
    let trial = try AttackTrial(backend)
    let mask = try mask(trial, keepRatio: 0.6)
    for changes in [[:], ["epsilon": 0.2]] as [[String: OptionValue]] {
      let all = changes.merging(["keep_ratio": 0.6, "training": Self.decaying]) { $1 }
      let update = try trial.submitted("neurotoxin", all).update
      #expect(zip(update, mask).allSatisfy { $1 == 1 || $0 == 0 })
      #expect(zip(update, mask).contains { $1 == 1 && $0 != 0 })
      if changes.count > 0 { #expect(norm(update) <= 0.2 * (1 + 1e-6)) }
      let other = try trial.submitted(
        "neurotoxin", all.merging(["reversed": true]) { $1 }
      ).update
      #expect(zip(other, mask).allSatisfy { $1 == 0 || $0 == 0 })
    }
    let loose = try trial.submitted(
      "neurotoxin", ["keep_ratio": 0.6, "strict": false, "training": Self.decaying]
    ).update
    #expect(zip(loose, mask).contains { $1 == 0 && $0 != 0 })
  }

  @Test(arguments: Backends.available)
  func `who may change everything poisons plainly`(backend: BackendName) throws {
    let trial = try AttackTrial(backend)
    let training: OptionValue = Self.decaying
    let plain = try trial.submitted("badnets", ["training": training])
    #expect(
      try trial.submitted("neurotoxin", ["keep_ratio": 1.0, "training": training]) == plain)
    let none = try trial.submitted("neurotoxin", ["keep_ratio": 0.0, "training": training])
    #expect(none.update.allSatisfy { $0 == 0 })
  }

  @Test(arguments: Backends.available)
  func `the reference is the gradient of the client's clean images`(backend: BackendName) throws {
    let trial = try AttackTrial(backend)
    let reference = try Neurotoxin.reference(trial.task(), network: trial.network)
    try trial.network.load(trial.global)
    _ = try trial.network.forwardBackward(
      .gather(AttackTrial.images, 0..<60), dropout: AttackTrial.root)
    // Six batches of ten give six times the mean over all.
    let expected = try trial.network.gradient().map { 6 * $0 }
    #expect(zip(reference, expected).allSatisfy { abs($0 - $1) < 1e-4 })
  }
}
