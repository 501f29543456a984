import Attacks
import Options
import Tensors
import TestSupport
import Testing

/// What attackers submit, against values from NumPy, SciPy and ByzFL.
struct ByzantineGoldenTests {
  static let golden = Result { try GoldenFile("byzantine") }

  static func cases(_ algorithm: String) throws -> [GoldenCase] {
    let cases = try golden.get().cases(of: algorithm)
    #expect(!cases.isEmpty, "no case of \(algorithm)")
    return cases
  }

  @Test(arguments: try cases("sign_flip"))
  func `a sign flip is as the reference says`(golden: GoldenCase) throws {
    let isOwn = golden.parameters["of"] == "own"
    let honest =
      try isOwn ? golden.floats("own") : SeenUpdates.mean(golden.matrix("honest"))
    let scale = try #require(golden.parameters["scale"]?.number)
    #expect(try golden.excess(SignFlip.flipped(honest, scale: scale), "malicious") <= 0)
  }

  @Test(arguments: try cases("ipm"))
  func `inner-product manipulation is as the reference says`(golden: GoldenCase) throws {
    let mean = SeenUpdates.mean(try golden.matrix("honest"))
    let epsilon = try #require(golden.parameters["epsilon"]?.number)
    let crafted = InnerProductManipulation.crafted(from: mean, epsilon: epsilon)
    #expect(try golden.excess(crafted, "malicious") <= 0)
  }

  @Test(arguments: try cases("mimic"))
  func `a mimic copies the reference's client`(golden: GoldenCase) throws {
    let honest = try golden.matrix("honest")
    let target = try #require(golden.parameters["target"]?.integer)
    let copy = honest.row(Mimic.row(at: target, of: honest))
    #expect(try golden.excess(copy, "malicious") <= 0)
  }

  @Test(arguments: try cases("alie_z"))
  func `the number of deviations is the reference's`(golden: GoldenCase) throws {
    let n = try #require(golden.parameters["n"]?.integer)
    let m = try #require(golden.parameters["m"]?.integer)
    guard !golden.expectsError else {
      #expect(throws: ByzantineError.majority(attack: "alie", malicious: m, of: n)) {
        try ALittleIsEnough.quantile(participants: n, malicious: m)
      }
      return
    }
    let z = try ALittleIsEnough.quantile(participants: n, malicious: m)
    #expect(try golden.excess([z], "zMax") <= 0)
  }

  @Test(arguments: try cases("alie"))
  func `a little is enough is as the reference says`(golden: GoldenCase) throws {
    let crafted = ALittleIsEnough.crafted(
      from: try golden.matrix("honest"), z: try #require(golden.parameters["z"]?.number),
      sign: golden.parameters["sign"]?.integer == 1 ? .plus : .minus,
      divisor: golden.parameters["deviationDivisor"] == "n" ? .population : .sample)
    #expect(try golden.excess(crafted, "malicious") <= 0)
  }

  @Test(
    arguments: try cases("min_max") + cases("min_sum"),
    DistanceBoundedOptions.Search.allCases)
  func `min-max and min-sum find the reference's scale`(
    golden: GoldenCase, search: DistanceBoundedOptions.Search
  ) throws {
    var options = DistanceBoundedOptions()
    switch golden.parameters["perturbation"] {
    case "unit": options.perturbation = .unit
    case "sign": options.perturbation = .sign
    case "std-population": options.divisor = .population
    case "std-sample": options.divisor = .sample
    default: Issue.record("unknown perturbation in \(golden.name)")
    }
    options.search = search
    let honest = try golden.matrix("honest")
    let (update, gamma, bound) =
      golden.algorithm == "min_max"
      ? MinMax.crafted(from: honest, options) : MinSum.crafted(from: honest, options)
    // Halving ends within its tolerance of the largest scale, and no perturbation here is above 2.
    let slack = search == .halving ? FeasibleScale.tolerance : 0
    #expect(try golden.excess([gamma], "gamma") <= slack)
    #expect(try golden.excess([bound], "bound") <= 0)
    #expect(try golden.excess(update, "malicious") <= 2 * slack)
    if search == .exact {
      // Float means and squared distances are good to a few millionths.
      let expected = try golden.expectedNumbers("gamma")[0]
      #expect(abs(gamma - expected) <= 2e-5 * expected + 1e-7, "\(gamma) for \(expected)")
    }
  }

  @Test(arguments: try cases("fang_trimmed_mean"))
  func `the attack on the trimmed mean draws from the reference's intervals`(
    golden: GoldenCase
  ) throws {
    let honest = try golden.matrix("honest")
    let intervals = FangIntervals(honest, b: golden.parameters["b"]?.number)
    #expect(try golden.excess(intervals.low, "intervalLow") <= 0)
    #expect(try golden.excess(intervals.high, "intervalHigh") <= 0)
    let draws = try golden.matrix("draws")
    let malicious = (0..<draws.rows).flatMap { row in
      intervals.drawn { Double(draws.row(row)[$0]) }
    }
    #expect(try golden.excess(malicious, "malicious") <= 0)
    let direction = FangKrum(honest, attackers: 1, seesAll: true).direction
    #expect(try golden.excess(direction, "direction") <= 0)
  }
}
