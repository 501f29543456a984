import Clustering
import Kernels
import Options
import Tensors
import TestSupport
import Testing

@testable import Aggregation

@Suite struct AggregationGoldenTests {
  static let file = try? GoldenFile("aggregation")

  static func cases(_ algorithms: String...) -> [GoldenCase] {
    algorithms.flatMap { file?.cases(of: $0) ?? [] }
  }

  @Test func `all reference cases are there`() { #expect(Self.file?.cases.count == 77) }

  @Test(arguments: cases("mean", "weighted_mean", "coordinate_median"))
  func `means and medians are the reference's`(reference: GoldenCase) throws {
    let view = try RoundView(reference: reference)
    var defense = try DefensePipeline(
      reference.algorithm == "coordinate_median" ? [.init("median")] : [])
    #expect(try reference.excess(defense.aggregate(view).aggregate, "aggregate") <= 0)
  }

  @Test(arguments: cases("trimmed_mean"))
  func `trimmed means are the reference's`(reference: GoldenCase) throws {
    let view = try RoundView(reference: reference)
    var defense = try DefensePipeline([
      .init("trimmed-mean", ["f": reference.parameters["f"] ?? .null])
    ])
    guard !reference.expectsError else {
      #expect(throws: AggregationError.self) { try defense.aggregate(view) }
      #expect(throws: OptionError.self) { try defense.check(clientCount: view.clients.count) }
      return
    }
    #expect(try reference.excess(defense.aggregate(view).aggregate, "aggregate") <= 0)
  }

  @Test(arguments: cases("krum", "multi_krum"))
  func `scores, choice and mean of Multi-Krum are the reference's`(reference: GoldenCase) throws {
    let given = reference.parameters
    let view = try RoundView(reference: reference)
    let variant = reference.name.contains("byzfl") ? "byzfl" : "paper"
    var defense = try DefensePipeline([
      .init(
        "multi-krum",
        ["f": given["f"] ?? 0, "m": given["m"] ?? 1, "variant": .string(variant)])
    ])
    guard !reference.expectsError else {
      #expect(throws: AggregationError.self) { try defense.aggregate(view) }
      #expect(throws: OptionError.self) { try defense.check(clientCount: view.clients.count) }
      return
    }
    let result = try defense.aggregate(view)
    #expect(try reference.excess(result.aggregate, "aggregate") <= 0)
    #expect(try reference.excess(result.verdicts.compactMap(\.score), "scores") <= 0)
    let chosen = reference.algorithm == "krum" ? "index" : "indices"
    #expect(try result.accepted.map(Double.init) == reference.expectedNumbers(chosen))
  }

  @Test(arguments: cases("norm_clipping"))
  func `norms, clipped updates and their mean are the reference's`(reference: GoldenCase) throws {
    let view = try RoundView(reference: reference)
    let isMedian = reference.parameters["boundRule"] == "medianOfNorms"
    let bound = isMedian ? "median" : reference.parameters["bound"] ?? .null
    var defense = try DefensePipeline([.init("norm-clipping", ["bound": bound])])
    let result = try defense.aggregate(view)
    #expect(try reference.excess(result.verdicts.compactMap(\.score), "norms") <= 0)
    #expect(try reference.excess(result.aggregate, "aggregate") <= 0)

    let norms = Reductions.rowNorms(view.updates)
    let value = isMedian ? ClipBound.medianOfNorms : .fixed(bound.number ?? .nan)
    #expect(try reference.excess([value.value(for: norms)], "bound") <= 0)
    let factors = ClipBound.factors(cutting: norms, to: value.value(for: norms))
    #expect(try reference.excess(factors, "factors") <= 0)
    var clipped = view.updates
    clipped.scale(by: factors)
    let values = (0..<clipped.rows).flatMap { clipped.row($0) }
    #expect(try reference.excess(values, "clipped") <= 0)
  }

  @Test(arguments: cases("flame"))
  func `distances, clusters, bound and mean of FLAME are the reference's`(
    reference: GoldenCase
  ) throws {
    let view = try RoundView(reference: reference)
    let on = reference.parameters["distanceOn"] ?? .null
    let shift = on == "models" ? view.global : []
    var round = RoundInProgress(view)
    let distances = round.cosineDistances(from: shift)
    #expect(try reference.excess(distances.values, "cosineDistances") <= 0)

    let stage = try FLAME(
      options: FLAME.options(from: ["distance_on": on, "noise": 0]))
    let clusters = stage.majority(of: &round)
    #expect(try clusters.labels.map(Double.init) == reference.expectedNumbers("labels"))

    var quiet = try DefensePipeline([.init("flame", ["distance_on": on, "noise": 0])])
    let result = try quiet.aggregate(view)
    #expect(try result.accepted.map(Double.init) == reference.expectedNumbers("admitted"))
    #expect(try reference.excess(result.aggregate, "aggregateBeforeNoise") <= 0)
  }

  @Test(arguments: cases("flame"))
  func `the noise of FLAME has the reference's deviation`(reference: GoldenCase) throws {
    let view = try RoundView(reference: reference)
    let lambda = try #require(reference.parameters["lambda"])
    var defense = try DefensePipeline([
      .init("flame", ["distance_on": reference.parameters["distanceOn"] ?? .null, "noise": lambda])
    ])
    let result = try defense.aggregate(view)
    let before = try reference.expectedNumbers("aggregateBeforeNoise")
    let deviation = try reference.expectedNumbers("noiseStandardDeviation")[0]
    let noise = zip(result.aggregate, before).map { (Double($0) - $1) / deviation }
    // Standard normal draws: none beyond six deviations, and not all of them tiny.
    #expect(noise.allSatisfy { abs($0) < 6 })
    #expect(noise.contains { abs($0) > 0.05 })
  }
}

extension RoundView {
  /// The round of a reference case, whose rows are clients by position.
  init(reference: GoldenCase) throws {
    let updates = try reference.matrix("updates")
    let counts = reference.inputs["sampleCounts"]?.numbers.map { Int($0) }
    try self.init(
      updates: updates, clients: Array(0..<updates.rows),
      sampleCounts: counts ?? Array(repeating: 1, count: updates.rows),
      global: reference.inputs["globalModel"] == nil ? nil : reference.floats("globalModel"))
  }
}
