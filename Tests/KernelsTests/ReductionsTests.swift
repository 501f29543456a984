import Tensors
import Testing

@testable import Kernels

@Suite struct ReductionsTests {
  /// Values with many digits and both signs, made without a generator.
  static func values(_ count: Int, salt: Int = 0) -> [Float] {
    (0..<count).map { index in
      let mixed = index &* 2_654_435_761 &+ salt &* 40_503
      return Float(mixed % 20_011 - 10_005) / 997
    }
  }

  /// The order that sums promise: element `i` in lane `i mod 32`, lanes added by halves.
  static func laneSum(_ terms: [Double]) -> Double {
    var lanes = [Double](repeating: 0, count: 32)
    for (index, term) in terms.enumerated() { lanes[index % 32] += term }
    var half = 16
    while half > 0 {
      for lane in 0..<half { lanes[lane] += lanes[lane + half] }
      half /= 2
    }
    return lanes[0]
  }

  @Test(arguments: [0, 1, 7, 31, 32, 33, 64, 1000, 4099])
  func `sums have the bits of the promised order at every length`(count: Int) {
    let (x, y) = (Self.values(count), Self.values(count, salt: 1))
    let (a, b) = (x.map { Double($0) }, y.map { Double($0) })
    #expect(Reductions.sum(x.span) == Self.laneSum(a))
    #expect(Reductions.dot(x.span, y.span) == Self.laneSum(zip(a, b).map { $0 * $1 }))
    #expect(Reductions.squaredNorm(x.span) == Self.laneSum(a.map { $0 * $0 }))
    let gaps = zip(a, b).map { ($0 - $1) * ($0 - $1) }
    #expect(Reductions.squaredDistance(x.span, y.span) == Self.laneSum(gaps))
  }

  @Test func `norms of huge and tiny values neither overflow nor vanish`() {
    #expect(Reductions.norm([3e38, 0].span).isFinite)
    #expect(Reductions.norm([Float.leastNonzeroMagnitude].span) > 0)
    #expect(Reductions.norm([3, 4].span) == 5)
  }

  @Test(arguments: [0, 5, 4095, 4096, 9000])
  func `one NaN or infinity anywhere is found`(place: Int) {
    func isFinite(_ x: [Float]) -> Bool { Reductions.isFinite(x.span) }
    var x = Self.values(9001)
    #expect(isFinite(x))
    for bad in [Float.nan, .infinity, -.infinity] {
      x[place] = bad
      #expect(!isFinite(x))
    }
    x[place] = .greatestFiniteMagnitude
    #expect(isFinite(x))
  }

  @Test func `adding rounds once`() {
    var y: [Float] = [1, 2, 0.1]
    var target = y.mutableSpan
    Reductions.add([10, 20, 1e-8].span, scaledBy: -0.5, to: &target)
    #expect(y == [-4, -8, Float(Double(Float(0.1)) - 0.5 * Double(Float(1e-8)))])
  }
}
