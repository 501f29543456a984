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
    let sums = zip(a, b).map { ($0 + $1) * ($0 + $1) }
    #expect(Reductions.squaredNorm(ofSum: x.span, y.span) == Self.laneSum(sums))
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

  @Test func `scaling and adding round once`() {
    var x: [Float] = [1, -3, 1e-8]
    var span = x.mutableSpan
    Reductions.scale(&span, by: 0.1)
    let tiny = Double(Float(1e-8))
    #expect(x == [Float(0.1), Float(-3 * 0.1), Float(tiny * 0.1)])
    var y: [Float] = [1, 2, 3]
    var target = y.mutableSpan
    Reductions.add([10, 20, 30].span, scaledBy: -0.5, to: &target)
    #expect(y == [-4, -8, -12])
  }

  // MARK: - Rows

  @Test(arguments: [1, 1023, 1024, 1025, 3000])
  func `a weighted sum of rows adds in row order in double`(columns: Int) {
    let matrix = UpdateMatrix(rows: 3, columns: columns, values: Self.values(3 * columns))
    let weights = [0.3, 0.0, 0.7]
    let expected = (0..<columns).map { column in
      let (first, third) = (matrix.values[column], matrix.values[2 * columns + column])
      return Float(0.3 * Double(first) + 0.7 * Double(third))
    }
    #expect(Reductions.weightedRowSum(matrix, weights: weights) == expected)
  }

  @Test func `a row of weight 0 is not looked at`() {
    let matrix = UpdateMatrix([[1, 2], [.nan, .infinity]])
    #expect(Reductions.weightedRowSum(matrix, weights: [1, 0]) == [1, 2])
  }

  @Test func `finite rows, row norms and row factors go by row`() {
    var matrix = UpdateMatrix([[3, 4], [0, .nan], [0, 2], [.infinity, 0]])
    #expect(Reductions.finiteRows(matrix) == [0, 2])
    matrix = matrix.selecting([0, 2])
    #expect(Reductions.rowNorms(matrix) == [5, 2])
    #expect(Reductions.rowNorms(matrix, plus: [0, -4]) == [3, 2])
    Reductions.scaleRows(&matrix, by: [0.5, 1])
    #expect(matrix.values == [1.5, 2, 0, 2])
  }
}
