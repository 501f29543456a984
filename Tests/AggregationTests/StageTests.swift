import Options
import Randomness
import Tensors
import Testing

@testable import Aggregation

/// Six honest clients around (1, 2, 3) and a seventh far away.
let sevenClients: [[Float]] = [
  [1, 2, 3], [1.21, 1.83, 3.12], [0.93, 2.11, 2.87], [1.12, 2.24, 3.04], [1.03, 1.88, 3.19],
  [0.79, 2.02, 3.07], [10, -10, 5],
]

/// A round of clients numbered by position with these updates, one sample each unless counts are given.
func round(
  _ updates: [[Float]], counts: [Int]? = nil, global: [Float]? = nil, number: Int = 1,
  weighting: Weighting = .samples, seed: UInt64 = 5
) throws -> RoundView {
  let answers = updates.enumerated().map {
    ClientUpdate(client: $0.offset, update: $0.element, sampleCount: counts?[$0.offset] ?? 1)
  }
  let parameters = global ?? Array(repeating: 0, count: updates.first?.count ?? 0)
  return try RoundView(
    answers, global: parameters, round: number, weighting: weighting,
    random: RandomStream(seed: seed))
}

func aggregate(_ view: RoundView, _ entries: DefensePipeline.Entry...) throws -> AggregationResult {
  var defense = try DefensePipeline(entries)
  return try defense.aggregate(view)
}

/// The written-out expectations have six decimals.
func isClose(_ values: [Float], _ expected: [Double], within gap: Double = 1e-5) -> Bool {
  values.count == expected.count
    && zip(values, expected).allSatisfy { abs(Double($0) - $1) <= gap }
}

@Suite struct StageTests {
  @Test func `FedAvg weighs by samples, or all the same`() throws {
    let view = try round([[0, 4], [3, 1]], counts: [1, 2])
    #expect(try aggregate(view).aggregate == [2, 2])
    #expect(try aggregate(view, .init("fed-avg")).aggregate == [2, 2])
    let uniform = try aggregate(view, .init("fed-avg", ["weighting": "uniform"]))
    #expect(uniform.aggregate == [1.5, 2.5])
    #expect(uniform.verdicts.map(\.weight) == [0.5, 0.5])
    let plain = try round([[0, 4], [3, 1]], counts: [1, 2], weighting: .uniform)
    #expect(try aggregate(plain).aggregate == [1.5, 2.5])
    let samples = try aggregate(plain, .init("fed-avg", ["weighting": "samples"]))
    #expect(samples.aggregate == [2, 2])
  }

  @Test func `the mean follows the outlier and the median does not`() throws {
    let view = try round(sevenClients)
    #expect(isClose(try aggregate(view).aggregate, [2.297143, 0.297143, 3.327143]))
    let median = try aggregate(view, .init("median"))
    #expect(median.aggregate == [1.03, 2, 3.07])
    #expect(median.verdicts.allSatisfy { $0.accepted && $0.weight == nil })
    let honest = try round(Array(sevenClients.prefix(6)))
    #expect(isClose(try aggregate(honest, .init("median")).aggregate, [1.015, 2.01, 3.055]))
  }

  @Test(arguments: [(1, [1.058, 1.968, 3.084]), (2, [1.05, 1.966667, 3.076667])])
  func `a trimmed mean leaves out the extremes of every parameter`(f: Int, mean: [Double]) throws {
    let result = try aggregate(try round(sevenClients), .init("trimmed-mean", ["f": .int(f)]))
    #expect(isClose(result.aggregate, mean))
    #expect(result.verdicts.allSatisfy { $0.accepted && $0.weight == nil })
  }

  @Test func `a trimmed mean without trimming is the mean, and with half trimmed refused`() throws {
    let view = try round(sevenClients, counts: [1, 2, 3, 4, 5, 6, 7])
    let plain = try aggregate(view, .init("fed-avg", ["weighting": "uniform"]))
    let none = try aggregate(view, .init("trimmed-mean", ["f": 0]))
    #expect(isClose(none.aggregate, plain.aggregate.map(Double.init), within: 1e-6))
    let middle = try aggregate(view, .init("trimmed-mean", ["f": 3]))
    #expect(try middle.aggregate == aggregate(view, .init("median")).aggregate)
    let refusal = AggregationError.tooFewClients(
      stage: "trimmed-mean", seen: 7, needed: 9, demand: "2f + 1 with f = 4",
      remedy: "lower f to 3")
    #expect(throws: refusal) { try aggregate(view, .init("trimmed-mean", ["f": 4])) }
    let six = try round(Array(sevenClients.prefix(6)))
    #expect(throws: AggregationError.self) {
      try aggregate(six, .init("trimmed-mean", ["f": 3]))
    }
  }

  @Test func `Krum's scores add up the nearest neighbors`() throws {
    let one = try aggregate(try round(sevenClients), .init("multi-krum", ["f": 1, "m": 1]))
    let scores = [0.2083, 0.5248, 0.3488, 0.4739, 0.3430, 0.3669, 907.1324]
    for (verdict, score) in zip(one.verdicts, scores) {
      #expect(abs((verdict.score ?? .nan) - score) < 1e-4)
    }
    #expect(one.accepted == [0])
    #expect(one.aggregate == sevenClients[0])
    let two = try aggregate(try round(sevenClients), .init("multi-krum", ["f": 2, "m": 1]))
    #expect(abs((two.verdicts[6].score ?? .nan) - 674.6188) < 1e-4)
    #expect(two.accepted == [0])
  }

  @Test(arguments: [
    (2, [0, 4], [1.015, 1.94, 3.095]), (4, [0, 2, 4, 5], [0.9375, 2.0025, 3.0325]),
    (nil, [0, 1, 2, 3, 4, 5], [1.013333, 2.013333, 3.048333]),
  ])
  func `Multi-Krum averages the best`(m: Int?, accepted: [Int], mean: [Double]) throws {
    let options: OptionValue = ["f": 1, "m": m.map { .int($0) } ?? .null]
    let result = try aggregate(
      try round(sevenClients, counts: [1, 9, 1, 2, 5, 1, 3]), .init("multi-krum", options))
    #expect(result.accepted == accepted)
    #expect(isClose(result.aggregate, mean))
    #expect(result.verdicts[6].reason == "far-from-neighbors")
    #expect(result.verdicts[6].stage == "multi-krum")
    #expect(result.verdicts[0].weight == 1 / Double(accepted.count))
  }

  @Test func `without declared attackers Krum asks all neighbors but one`() throws {
    let result = try aggregate(try round([[0], [1], [3]]), .init("multi-krum", ["f": 0]))
    #expect(result.verdicts.map(\.score) == [1, 1, 4])
    #expect(isClose(result.aggregate, [4.0 / 3]))
  }

  @Test func `clipping cuts long updates and leaves the rest untouched`() throws {
    let view = try round([[3, 4], [0.6, 0.8], [0, 0]])
    let result = try aggregate(view, .init("norm-clipping", ["bound": 2]))
    #expect(isClose(result.aggregate, [(1.2 + 0.6) / 3, (1.6 + 0.8) / 3]))
    #expect(isClose(result.verdicts.map { Float($0.score ?? .nan) }, [5, 1, 0]))
    #expect(result.notes.map(\.stage) == ["norm-clipping"])
  }

  @Test func `clipping twice is clipping once`() throws {
    let view = try round(sevenClients)
    let once = try aggregate(view, .init("norm-clipping"), .init("median"))
    let twice = try aggregate(
      view, .init("norm-clipping"), .init("norm-clipping"), .init("median"))
    #expect(isClose(once.aggregate, twice.aggregate.map(Double.init), within: 1e-6))
  }

  @Test func `FLAME keeps the majority that points the same way`() throws {
    let result = try aggregate(
      try round(sevenClients), .init("flame", ["distance_on": "updates", "noise": 0]))
    #expect(result.accepted == [0, 1, 2, 3, 4])
    #expect(isClose(result.aggregate, [1.049345, 1.994963, 3.019906]))
    #expect(result.verdicts[6].reason == "outside-the-majority")
    #expect(result.verdicts.map(\.weight) == [0.2, 0.2, 0.2, 0.2, 0.2, 0, 0])
  }

  @Test func `colluders far away are not in FLAME's majority`() throws {
    var random = RandomStream(seed: 1)
    let honest = (0..<12).map { _ in (0..<50).map { _ in Float(1 + 0.3 * random.normal()) } }
    let malicious = [[Float]](repeating: [Float](repeating: -20, count: 50), count: 8)
    let result = try aggregate(
      try round(honest + malicious), .init("flame", ["distance_on": "updates"]))
    #expect(result.accepted.allSatisfy { $0 < 12 })
    #expect(result.accepted.count >= 11)
  }

  @Test func `FLAME on models sees through tiny updates`() throws {
    // Updates a millionth of the model: the angles between models are all about 1e-6.
    let global: [Float] = [0, 0, 1000, 0]
    let near: [[Float]] = (0..<5).map { [1e-3 + Float($0) * 1e-5, 0, 0, 0] }
    let far: [[Float]] = [[-1e-3, 0, 0, 0], [0, 2e-3, 0, 0]]
    let result = try aggregate(
      try round(near + far, global: global), .init("flame", ["noise": 0]))
    #expect(result.accepted.allSatisfy { $0 < 5 })
    #expect(result.accepted.count >= 4)
  }

  @Test func `noise is keyed by round and parameter`() throws {
    let entry = DefensePipeline.Entry("flame", ["noise": 0.1])
    let first = try aggregate(try round(sevenClients), entry)
    #expect(try aggregate(try round(sevenClients), entry) == first)
    let later = try aggregate(try round(sevenClients, number: 2), entry)
    #expect(later.aggregate != first.aggregate)
    let other = try aggregate(try round(sevenClients, seed: 6), entry)
    #expect(other.aggregate != first.aggregate)
  }
}
