import Kernels
import Options
import Randomness
import Tensors
import Testing

@testable import Aggregation

/// Laws that hold for every stage there is, with the defaults of its options.
@Suite struct EveryStageTests {
  static let names = DefenseStages.all.map { $0.name }
  static let robust = DefenseStages.all.filter { $0.isRobust }.map { $0.name }
  static let clientCount = 11

  /// A pipeline of one stage; required options get the smallest value that means something.
  static func pipeline(_ name: String) throws -> DefensePipeline {
    let stage = try PlugIns.find(name, in: DefenseStages.all, at: []) { $0.name }
    let members = stage.schema.fields.filter { $0.defaultValue == nil }.map {
      OptionValue.Member($0.key, example(of: $0.kind))
    }
    return try DefensePipeline([.init(name, .object(members))])
  }

  static func example(of kind: OptionField.Kind) -> OptionValue {
    switch kind {
    case .bool: true
    case .integer(let range): .int(range.contains(1) ? 1 : range.lowerBound)
    case .number(let range, _): .double(range.contains(1) ? 1 : range.upperBound)
    case .text, .any: "example"
    case .choice(let words): .string(words.first ?? "")
    case .oneOf(let kinds): kinds.first.map { example(of: $0) } ?? .null
    case .list(let kind): [example(of: kind)]
    case .section: [:]
    }
  }

  /// Honest updates: a common direction and everybody's own deviation from it.
  static func honest(seed: UInt64, count: Int = clientCount, columns: Int = 40) -> [[Float]] {
    var random = RandomStream(seed: seed)
    let common = (0..<columns).map { _ in random.normal() }
    return (0..<count).map { _ in common.map { Float($0 + 0.2 * random.normal()) } }
  }

  static func distance(_ x: [Float], _ y: [Float]) -> Double {
    Reductions.squaredDistance(x.span, y.span).squareRoot()
  }

  // MARK: - The catalog

  @Test func `names are unique, and every entry says what it does and where it is from`() {
    #expect(Set(Self.names).count == Self.names.count)
    for stage in DefenseStages.all {
      #expect(!stage.summary.isEmpty && !stage.summary.hasSuffix("."))
      #expect(stage.source.contains("https://"))
    }
  }

  @Test(arguments: names)
  func `what a stage consumes is part of what it declares`(name: String) throws {
    for stage in try Self.pipeline(name).stages {
      #expect(Set(stage.knowledge).isSubset(of: type(of: stage).knowledge))
    }
  }

  // MARK: - Laws

  @Test(arguments: names, [1, 2, 3])
  func `which client sent which update makes no difference to the aggregate`(
    name: String, seed: UInt64
  ) throws {
    let updates = Self.honest(seed: seed)
    var random = RandomStream(seed: seed)
    let order = Array(updates.indices).shuffled(using: &random)
    var (first, second) = (try Self.pipeline(name), try Self.pipeline(name))
    let straight = try first.aggregate(round(updates))
    let shuffled = try second.aggregate(round(order.map { updates[$0] }))
    // Sums in another order, rounded to float.
    #expect(isClose(shuffled.aggregate, straight.aggregate.map(Double.init), within: 1e-6))
    #expect(shuffled.verdicts.map(\.accepted) == order.map { straight.verdicts[$0].accepted })
  }

  @Test(arguments: names)
  func `the number of threads makes no difference to a bit`(name: String) throws {
    // More columns than several workers' blocks, and not a multiple of any.
    let view = try round(Self.honest(seed: 11, columns: 40_003), counts: Array(1...11))
    var one = try Self.pipeline(name)
    let expected = try one.aggregate(view, on: Workers(1))
    for count in [2, 8] {
      var many = try Self.pipeline(name)
      #expect(try many.aggregate(view, on: Workers(count)) == expected)
    }
  }

  @Test(arguments: names)
  func `one client alone is the aggregate, or is refused with a sentence`(name: String) throws {
    var defense = try Self.pipeline(name)
    let view = try round([[1, -2, 3]])
    var aggregate: [Float] = [1, -2, 3]
    var refusal = name
    do {
      aggregate = try defense.aggregate(view).aggregate
    } catch {
      refusal = error.description
      #expect(throws: OptionError.self) { try defense.check(clientCount: 1) }
    }
    #expect(aggregate == [1, -2, 3])
    #expect(refusal.hasPrefix(name))
  }

  @Test(arguments: names, [[Float]([0, 0, 0, 0]), [0.1, -0.7, 3, 1e-8]])
  func `agreeing clients get what they agree on`(name: String, update: [Float]) throws {
    var defense = try Self.pipeline(name)
    let same = [[Float]](repeating: update, count: Self.clientCount)
    let result = try defense.aggregate(round(same))
    // Noise, where a stage adds it, is a small share of the updates' length; six deviations.
    let gap = 6 * 0.001 * Self.distance(update, [0, 0, 0, 0])
    #expect(isClose(result.aggregate, update.map(Double.init), within: gap + 1e-6))
    #expect(result.verdicts.allSatisfy { $0.score?.isFinite ?? true })
  }

  @Test(arguments: names, 0..<5 as Range<UInt64>)
  func `without an attack the aggregate points where the mean points`(
    name: String, seed: UInt64
  ) throws {
    var defense = try Self.pipeline(name)
    let view = try round(Self.honest(seed: seed, count: 20))
    let result = try defense.aggregate(view).aggregate
    let mean = try aggregate(view).aggregate
    let cosine =
      Reductions.dot(result.span, mean.span)
      / (Reductions.norm(result.span) * Reductions.norm(mean.span))
    #expect(cosine > 0.9)
  }

  @Test(arguments: robust, [Float(1e6), 1e30])
  func `a huge outlier moves a robust stage no further than honest clients differ`(
    name: String, factor: Float
  ) throws {
    for seed in 0..<5 as Range<UInt64> { try checkOutlier(name, factor, seed) }
  }

  private func checkOutlier(_ name: String, _ factor: Float, _ seed: UInt64) throws {
    var updates = Self.honest(seed: seed)
    let diameter = PairwiseDistances.euclidean(UpdateMatrix(updates)).values.max() ?? 0
    var (calm, attacked) = (try Self.pipeline(name), try Self.pipeline(name))
    let before = try calm.aggregate(round(updates)).aggregate
    updates[4] = updates[4].map { $0 * factor }
    let after = try attacked.aggregate(round(updates)).aggregate
    #expect(Self.distance(before, after) < diameter)
  }

  @Test(arguments: names, [Float.nan, .infinity, -.infinity])
  func `an update that is not finite is rejected and nothing else changes`(
    name: String, bad: Float
  ) throws {
    let updates = Self.honest(seed: 3)
    var spoiled = updates
    spoiled.insert(updates[0], at: 5)
    spoiled[5][7] = bad
    var (with, without) = (try Self.pipeline(name), try Self.pipeline(name))
    let result = try with.aggregate(round(spoiled))
    #expect(try result.aggregate == without.aggregate(round(updates)).aggregate)
    #expect(
      result.verdicts[5]
        == Verdict(
          client: 5, accepted: false, weight: 0, stage: "sanitize", reason: "non-finite"))
  }

  @Test(arguments: names)
  func `weights are shares of the whole or are not given`(name: String) throws {
    var defense = try Self.pipeline(name)
    let result = try defense.aggregate(
      round(Self.honest(seed: 8), counts: (1...Self.clientCount).map { $0 * 3 }))
    let weights = result.verdicts.filter(\.accepted).map(\.weight)
    if weights.contains(nil) {
      #expect(weights.allSatisfy { $0 == nil })
    } else {
      #expect(abs(weights.compactMap(\.self).reduce(0, +) - 1) < 1e-12)
    }
    #expect(result.verdicts.filter { !$0.accepted }.allSatisfy { $0.reason != nil })
  }

  @Test(arguments: names)
  func `history taken from a checkpoint goes on as if nothing had happened`(name: String) throws {
    func view(_ number: Int) throws -> RoundView {
      try round(Self.honest(seed: UInt64(number)), number: number)
    }
    var whole = try Self.pipeline(name)
    let unbroken = try (1...4).map { try whole.aggregate(view($0)) }
    var first = try Self.pipeline(name)
    let beginning = try (1...2).map { try first.aggregate(view($0)) }
    var second = try Self.pipeline(name)
    try second.restore(history: first.savedHistory())
    let end = try (3...4).map { try second.aggregate(view($0)) }
    #expect(beginning + end == unbroken)
  }

  @Test(arguments: names, [([], 3), ([Float.nan, 1], 11)])
  func `with no valid update the model is kept`(
    name: String, answers: (update: [Float], count: Int)
  ) throws {
    var defense = try Self.pipeline(name)
    let updates = (0..<answers.count).map {
      ClientUpdate(client: $0, update: answers.update, sampleCount: 1)
    }
    let result = try defense.aggregate(RoundView(updates, global: [1, 2]))
    #expect(result.aggregate == [0, 0])
    #expect(result.accepted.isEmpty)
    #expect(result.notes.contains { $0.text.contains("the model stays") })
  }
}
