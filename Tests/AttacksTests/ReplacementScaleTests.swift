import Attacks
import Options
import Tensors
import TestSupport
import Testing

struct ReplacementScaleTests {
  @Test(arguments: try GoldenFile("model_replacement").cases)
  func `the exact scale replaces the model as the reference says`(golden: GoldenCase) throws {
    let count = try #require(golden.parameters["n"]?.integer)
    let attackers = try #require(golden.parameters["attackers"]?.integer)
    let rate = try #require(golden.parameters["serverLearningRate"]?.number)
    let round = RoundAnnouncement(
      round: 1, participants: Array(0..<count), participantSamples: Array(10..<10 + count),
      weighting: .uniform, serverLearningRate: rate)
    let gamma = ReplacementScale.exact.factor(in: round, malicious: Array(0..<attackers))
    #expect(try golden.excess([gamma], "gamma") <= 0)

    let (global, wanted) = (try golden.floats("globalModel"), try golden.floats("backdooredModel"))
    let submitted = ModelReplacement.scaled(zip(wanted, global).map { $0 - $1 }, by: gamma)
    #expect(try golden.excess(submitted, "submittedUpdate") <= 0)

    let benign = golden.inputs["benignUpdates"] ?? []
    let honest = benign == [] ? [] : try golden.matrix("benignUpdates").values
    let after = global.indices.map { column in
      let sum = stride(from: column, to: honest.count, by: global.count)
        .reduce(Double(attackers) * Double(submitted[column])) { $0 + Double(honest[$1]) }
      return Double(global[column]) + rate * sum / Double(count)
    }
    #expect(try golden.excess(after, "globalAfter") <= 0)
  }

  /// Fixed-seed rounds of 10 with unequal samples.
  static func round(_ weighting: RoundAnnouncement.Weighting, rate: Double) -> RoundAnnouncement {
    RoundAnnouncement(
      round: 1, participants: Array(20..<30), participantSamples: (1...10).map { 100 * $0 },
      weighting: weighting, serverLearningRate: rate)
  }

  @Test(arguments: [RoundAnnouncement.Weighting.samples, .uniform], [0.1, 1, 2])
  func `without honest movement the weighted mean lands on the wanted model`(
    weighting: RoundAnnouncement.Weighting, rate: Double
  ) {
    let round = Self.round(weighting, rate: rate)
    for malicious in [[20], [21, 29], [20, 24, 28]] {
      let gamma = ReplacementScale.exact.factor(in: round, malicious: malicious)
      let share = round.weight { malicious.contains($0) } / round.weight()
      // One update of 1 from each attacker, 0 from all others.
      #expect(abs(rate * share * gamma - 1) < 1e-12)
    }
  }

  @Test func `colluders share one attacker's scale`() {
    let round = Self.round(.uniform, rate: 1)
    let alone = ReplacementScale.exact.factor(in: round, malicious: [20])
    let together = ReplacementScale.exact.factor(in: round, malicious: [20, 21, 22, 23])
    #expect(alone == 10)
    #expect(together == alone / 4)
  }

  @Test func `malicious clients that were not sampled do not count`() {
    let round = Self.round(.uniform, rate: 1)
    #expect(ReplacementScale.exact.factor(in: round, malicious: [3, 20]) == 10)
  }

  @Test func `samples weigh when the server weights by them`() {
    // 300 of 5500 samples.
    let gamma = ReplacementScale.exact.factor(in: Self.round(.samples, rate: 0.5), malicious: [22])
    #expect(abs(gamma - 5500 / (0.5 * 300)) < 1e-12)
  }

  @Test func `a scale of 1 is the identity`() {
    let update: [Float] = [0.1, -3e-30, 7e10, 0]
    #expect(ModelReplacement.scaled(update, by: 1) == update)
  }

  @Test func `a scale is a number or exact`() throws {
    for scale in [ReplacementScale.exact, .factor(2.5), .factor(100)] {
      let written = try OptionValue(encoding: ["scale": scale])
      #expect(try written.decoded(as: [String: ReplacementScale].self) == ["scale": scale])
    }
  }
}
