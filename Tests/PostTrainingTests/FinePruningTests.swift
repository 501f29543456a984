import Networks
import Options
import PostTraining
import Randomness
import Tensors
import TestSupport
import Testing

struct FinePruningTests {
  static let images = DefenderImages(
    splitting: TrojanNetwork.images(100), random: RandomStream(seed: 2))

  func repair(
    _ trojan: TrojanNetwork, _ parameters: [Float]? = nil,
    _ change: (inout FinePruning.Options) -> Void
  ) throws -> [RepairStep] {
    var options = FinePruning.Options()
    options.extremeWeights = false
    options.fineTune = false
    change(&options)
    return try FinePruning(options: options).repair(
      ModelState(parameters: parameters ?? trojan.parameters), of: trojan.network,
      with: Self.images,
      random: RandomStream(seed: 3))
  }

  @Test(arguments: TrojanNetwork.Kind.allCases)
  func `the unit that fires on the trigger alone goes first, and the backdoor with it`(
    kind: TrojanNetwork.Kind
  ) throws {
    let trojan = try TrojanNetwork(kind)
    #expect(try trojan.attackSuccessRate(trojan.parameters) == 1)
    #expect(try trojan.accuracy(trojan.parameters) == 1)

    let steps = try repair(trojan) { $0.maxAccuracyDrop = 0 }

    #expect(steps.map(\.name) == ["prune"])
    let layer = try #require(steps[0].details["layers"]).first
    #expect(layer?["layer"] == .string(trojan.hidden))
    // Units 2 and 3 do nothing for clean images; without unit 0 or 1 a class still wins, by its rival.
    #expect(layer?["pruned"]?.elements.prefix(2) == [2, 3])
    #expect(try trojan.attackSuccessRate(steps[0].parameters) == 0)
    #expect(try trojan.accuracy(steps[0].parameters) == 1)
  }

  @Test(arguments: TrojanNetwork.Kind.allCases)
  func `a pruned channel is zero and the others are as they were`(kind: TrojanNetwork.Kind) throws {
    let trojan = try TrojanNetwork(kind)
    let steps = try repair(trojan) { $0.maxAccuracyDrop = 0 }
    let off = Set(6...8).union(9...11).union([14, 15])
    for index in trojan.parameters.indices {
      let isOff = off.contains(index)
      let pruned = steps[0].parameters[index]
      if isOff { #expect(pruned == 0) }
      if index >= 16 { #expect(pruned == trojan.parameters[index]) }
    }
  }

  @Test func `some channel is always left`() throws {
    let trojan = try TrojanNetwork(.convolution)
    let steps = try repair(trojan) { $0.maxAccuracyDrop = 1 }
    let layer = try #require(steps[0].details["layers"]).first
    #expect(layer?["pruned"]?.elements.count == 3)
    #expect(steps[0].parameters[0..<12].contains { $0 != 0 })
  }

  @Test func `the step that costs too much is taken back`() throws {
    let trojan = try TrojanNetwork(.linear)
    // With a bias towards class 0, class 1 needs its unit.
    var parameters = trojan.parameters
    parameters[24] = 1
    let steps = try repair(trojan, parameters) { $0.maxAccuracyDrop = 0.1 }
    let layer = try #require(steps[0].details["layers"]).first
    let accuracies = try #require(layer?["hold_out_accuracies"]).numbers
    let pruned = try #require(layer?["pruned"]).elements
    #expect(accuracies.count == pruned.count + 1)
    #expect(try #require(accuracies.last) < 0.9)
    #expect(accuracies.dropLast().allSatisfy { $0 >= 0.9 })
  }

  @Test func `extreme weights are those beyond the deviations that the accuracy allows`() throws {
    let trojan = try TrojanNetwork(.linear)
    let steps = try repair(trojan) {
      $0.prune = false
      $0.extremeWeights = true
      $0.deltaStart = 3
      $0.maxAccuracyDrop = 0
    }
    #expect(steps.map(\.name) == ["extreme-weights"])
    // The weights 4, 4, 8, 0.5 and eight zeros have mean 1.375 and deviation 2.497: the trigger's
    // weight of 8 is 2.65 deviations away, the honest ones 1.05. They may go at Δ = 1 if all the
    // images are still right without them, which they are not.
    let layer = try #require(steps[0].details["layers"]).first
    #expect(layer?["zeroed"] == 1)
    #expect(layer?["delta"] == 1.5)
    #expect(steps[0].parameters[8] == 0)
    #expect(steps[0].parameters[0] == 4 && steps[0].parameters[4] == 4)
    #expect(try trojan.attackSuccessRate(steps[0].parameters) == 0)
    #expect(try trojan.accuracy(steps[0].parameters) == 1)
  }

  @Test func `a bound beyond every weight changes nothing`() throws {
    let trojan = try TrojanNetwork(.linear)
    let steps = try repair(trojan) {
      $0.prune = false
      $0.extremeWeights = true
      $0.deltaStart = 50
      $0.deltaStep = 50
    }
    #expect(steps[0].parameters == trojan.parameters)
  }

  @Test(arguments: TrojanNetwork.Kind.allCases)
  func `what was pruned stays off while the rest is trained`(kind: TrojanNetwork.Kind) throws {
    let trojan = try TrojanNetwork(kind)
    let steps = try repair(trojan) {
      $0.maxAccuracyDrop = 0
      $0.fineTune = true
      $0.fineTuneEpochs = 3
      $0.weightDecay = 0.01
    }
    #expect(steps.map(\.name) == ["prune", "fine-tune"])
    let (pruned, tuned) = (steps[0].parameters, steps[1].parameters)
    #expect(tuned != pruned)
    let off = pruned.indices.filter { pruned[$0] == 0 && trojan.parameters[$0] != 0 }
    #expect(!off.isEmpty && off.allSatisfy { tuned[$0] == 0 })
    #expect(try trojan.attackSuccessRate(tuned) == 0)
    #expect(try trojan.accuracy(tuned) == 1)
  }

  @Test func `with every step off nothing is done`() throws {
    let trojan = try TrojanNetwork(.linear)
    #expect(try repair(trojan) { $0.prune = false } == [])
  }

  @Test func `the same seed repairs the same, bit for bit`() throws {
    let trojan = try TrojanNetwork(.convolution)
    let repaired = try (0..<2).map { _ in
      try repair(trojan) {
        $0.extremeWeights = true
        $0.fineTune = true
      }
    }
    #expect(repaired[0] == repaired[1])
    #expect(repaired[0].map(\.name) == ["prune", "extreme-weights", "fine-tune"])
  }
}

extension OptionValue {
  var elements: [OptionValue] { if case .array(let values) = self { values } else { [] } }
  var first: OptionValue? { elements.first }
}
