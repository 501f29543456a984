import Attacks
import Randomness
import Tensors
import Testing

/// Properties of Min-Max, Min-Sum and of the attack on Krum, over random rounds.
struct DistanceBoundTests {
  /// Normal rows around a mean that is not zero.
  static func cloud(seed: UInt64, rows: Int = 8, columns: Int = 40) -> UpdateMatrix {
    var random = RandomStream(seed: seed)
    let center = (0..<columns).map { _ in random.normal() }
    return UpdateMatrix(
      (0..<rows).map { _ in center.map { Float(0.3 * $0 + random.normal()) } })
  }

  static func squaredDistance(_ first: [Float], _ second: [Float]) -> Double {
    zip(first, second).reduce(0) { sum, pair in
      let gap = Double(pair.0) - Double(pair.1)
      return sum + gap * gap
    }
  }

  static func distances(from update: [Float], to cloud: UpdateMatrix) -> [Double] {
    (0..<cloud.rows).map { squaredDistance(update, cloud.row($0)) }
  }

  @Test(arguments: PerturbedMean.Direction.allCases, [1, 2, 3] as [UInt64])
  func `the scale is feasible and a little more is not`(
    direction: PerturbedMean.Direction, seed: UInt64
  ) throws {
    let cloud = Self.cloud(seed: seed)
    let rows = (0..<cloud.rows).map { Self.distances(from: cloud.row($0), to: cloud) }
    let (diameter, sum) = (
      rows.map { $0.max() ?? 0 }.max() ?? 0, rows.map { $0.reduce(0, +) }.max() ?? 0
    )
    var options = DistanceBoundedOptions()
    options.perturbation = direction
    let mean = PerturbedMean(cloud, along: direction, divisor: .sample)
    for search in DistanceBoundedOptions.Search.allCases {
      options.search = search
      let farthest = MinMax.crafted(from: cloud, options)
      #expect(farthest.gamma > 0.05)
      func largest(_ gamma: Double) -> Double {
        Self.distances(from: mean.moved(by: gamma), to: cloud).max() ?? 0
      }
      #expect(largest(farthest.gamma) <= diameter * (1 + 1e-5))
      #expect(largest(farthest.gamma + 1e-3) > diameter)

      let total = MinSum.crafted(from: cloud, options)
      func whole(_ gamma: Double) -> Double {
        Self.distances(from: mean.moved(by: gamma), to: cloud).reduce(0, +)
      }
      #expect(whole(total.gamma) <= sum * (1 + 1e-5))
      #expect(whole(total.gamma + 1e-3) > sum)
    }
  }

  @Test func `the order of the updates and their unit do not matter`() {
    let cloud = Self.cloud(seed: 4)
    let turned = UpdateMatrix((0..<cloud.rows).reversed().map { cloud.row($0) })
    let doubled = UpdateMatrix((0..<cloud.rows).map { cloud.row($0).map { 2 * $0 } })
    var options = DistanceBoundedOptions()
    options.search = .exact
    for crafted in [MinMax.crafted(from:_:), MinSum.crafted(from:_:)] {
      let plain = crafted(cloud, options)
      #expect(abs(crafted(turned, options).gamma - plain.gamma) < 1e-5)
      let twice = crafted(doubled, options).update
      #expect(zip(twice, plain.update).allSatisfy { abs($0 - 2 * $1) < 1e-4 })
    }
  }

  @Test func `equal updates leave no room, and one alone is submitted as it is`() {
    let row: [Float] = [0.1, -3, 0, 7e-9]
    for rows in [1, 5] {
      let cloud = UpdateMatrix(Array(repeating: row, count: rows))
      for direction in PerturbedMean.Direction.allCases {
        for search in DistanceBoundedOptions.Search.allCases {
          var options = DistanceBoundedOptions()
          (options.perturbation, options.search) = (direction, search)
          let (farthest, total) = (
            MinMax.crafted(from: cloud, options), MinSum.crafted(from: cloud, options)
          )
          #expect(farthest.gamma == 0 && farthest.update == row)
          #expect(total.gamma == 0 && total.update == row)
        }
      }
    }
  }

  @Test func `updates of zeros are no reason to divide by zero`() {
    let cloud = UpdateMatrix(rows: 3, columns: 5)
    for direction in PerturbedMean.Direction.allCases {
      var options = DistanceBoundedOptions()
      options.perturbation = direction
      #expect(MinMax.crafted(from: cloud, options).update == Array(repeating: 0, count: 5))
      #expect(MinSum.crafted(from: cloud, options).update == Array(repeating: 0, count: 5))
    }
    let krum = FangKrum(cloud, attackers: 2, seesAll: true)
    #expect(krum.crafted == Array(repeating: 0, count: 5))
  }

  @Test func `halving finds scales up to twice its start`() {
    for wanted in [0.0, 3e-4, 0.77, 7.5, 19.9] {
      let found = FeasibleScale.byHalving(from: 10) { $0 <= wanted }
      #expect(found <= wanted && wanted - found <= 2 * FeasibleScale.tolerance)
    }
    #expect(abs(FeasibleScale.byHalving(from: 10) { $0 <= 400 } - 20) < 1e-4)
  }

  // MARK: - Krum

  /// The position that Krum selects, with `n − f − 2` neighbors, from its definition.
  static func krum(_ rows: [[Float]], f: Int) -> Int {
    let scores = rows.indices.map { row in
      rows.indices.filter { $0 != row }.map { squaredDistance(rows[row], rows[$0]) }
        .sorted().prefix(rows.count - f - 2).reduce(0, +)
    }
    return scores.indices.min { (scores[$0], $0) < (scores[$1], $1) } ?? 0
  }

  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64], [2, 3])
  func `Krum selects the update that is crafted against it`(seed: UInt64, attackers: Int) {
    let cloud = Self.cloud(seed: seed, rows: 9)
    let honest = (0..<cloud.rows).map { cloud.row($0) }
    let attack = FangKrum(cloud, attackers: attackers, seesAll: true)
    #expect(attack.lambda > 1e-3)
    // Behind the honest clients: no tie helps the attackers.
    let copies = Array(repeating: attack.crafted, count: attackers)
    #expect(Self.krum(honest + copies, f: attackers) >= honest.count)
    let twice = Array(repeating: attack.crafted.map { 2 * $0 }, count: attackers)
    let isFirst = attack.lambda >= Self.upperBound(cloud, attackers: attackers) * 0.999
    #expect(isFirst || Self.krum(honest + twice, f: attackers) < honest.count)
  }

  /// The paper's bound, from its formula.
  static func upperBound(_ cloud: UpdateMatrix, attackers m: Int) -> Double {
    let (honest, d) = (cloud.rows, Double(cloud.columns))
    let scores = (0..<honest).map { row in
      distances(from: cloud.row(row), to: cloud).sorted().dropFirst().prefix(honest - 2)
        .reduce(0, +)
    }
    let longest = (0..<honest).map { norm(cloud.row($0)) }.max() ?? 0
    return ((scores.min() ?? 0) / (Double(honest - m - 1) * d)).squareRoot()
      + longest / d.squareRoot()
  }

  @Test func `with partial knowledge an update is found, too`() {
    let cloud = Self.cloud(seed: 6, rows: 3)
    let attack = FangKrum(cloud, attackers: 3, seesAll: false)
    #expect(attack.lambda >= FangKrum.smallest)
    #expect(zip(attack.crafted, attack.direction).allSatisfy { $0 == -Float(attack.lambda) * $1 })
  }

  // MARK: - Mimic

  @Test func `the most telling client lies furthest along the largest variance`() {
    // Along the first axis rows differ by 10, along the others by 1.
    var rows = [[Float]](repeating: Array(repeating: 0, count: 4), count: 6)
    for row in 0..<6 {
      for column in 1..<4 { rows[row][column] = Float((column * 7 + row * 3) % 5) * 0.25 }
    }
    for (row, place) in [-3, -1, 0, 1, 2, 9].enumerated() { rows[row][0] = Float(place) }
    #expect(Mimic.mostTelling(UpdateMatrix(rows)) == 5)
    #expect(Mimic.mostTelling(UpdateMatrix(Array(rows.reversed()))) == 0)
    #expect(Mimic.mostTelling(UpdateMatrix(rows: 4, columns: 3)) == 0)
    #expect(Mimic.mostTelling(UpdateMatrix([[1, 2]])) == 0)
  }
}
