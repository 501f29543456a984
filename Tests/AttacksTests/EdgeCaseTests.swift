import Attacks
import Networks
import Options
import Randomness
import Tensors
import TestSupport
import Testing

struct EdgeCaseTests {
  static let shape = ImageShape(channels: 1, height: 4, width: 4)

  /// 200 images of class 0, bright on the left or the right half by turns, and 10 of class 1; image 7
  /// is bright in both halves, which no single pixel gives away.
  static func images(seed: UInt64) -> ImageList {
    var random = RandomStream(seed: seed)
    var images: [[Float]] = []
    for index in 0..<210 {
      let isLeft = index.isMultiple(of: 2)
      images.append(
        (0..<16).map { place in
          let isBright = index == 7 || (place % 4 < 2) == isLeft
          return Float((isBright ? 0.7 : 0.2) + random.uniform(-0.1, 0.1))
        })
    }
    return ImageList(
      images, labels: (0..<210).map { $0 < 200 ? 0 : 1 }, shape: shape, classCount: 2)
  }

  static let train = images(seed: 1)
  static let data = AttackedData(train: train, test: images(seed: 2))

  private func poisoning(_ quantile: Double, honestShare: Double = 0) -> EdgeCasePoisoning {
    EdgeCasePoisoning(
      DistributionTail(source: 0, quantile: quantile, grid: 2), target: 1,
      dose: PoisonDose(rate: 0.5), honestShare: honestShare)
  }

  @Test func `the tail has what does not go together, however common each pixel is`() {
    let tail = DistributionTail(source: 0, quantile: 0.05, grid: 2)
    let positions = tail.positions(in: Self.train, training: Self.train)
    #expect(positions.count == 10)
    #expect(positions.first == 7)
    #expect(positions.allSatisfy { $0 < 200 })
    let test = tail.positions(in: Self.data.test, training: Self.train)
    #expect(test.first == 7)
    #expect(
      tail.positions(in: Self.data.test, range: 100..<210, training: Self.train)
        == test.filter { $0 >= 100 })
  }

  @Test func `a distance is that of the textbook`() {
    // One value per image: mean 0.5, variance 0.05, to which a hundredth is added.
    let values: [Float] = [0.2, 0.4, 0.6, 0.8]
    let images = ImageList(
      values.map { [$0] }, labels: [0, 0, 0, 0],
      shape: ImageShape(channels: 1, height: 1, width: 1), classCount: 2)
    let gaussian = PooledGaussian(images, at: Array(0..<4), grid: 1)
    for (index, value) in values.enumerated() {
      let expected = (Double(value) - 0.5) * (Double(value) - 0.5) / (0.05 * 1.01)
      // Single-precision pixels.
      #expect(abs(gaussian.squaredDistance(of: images, at: index) - expected) < 1e-5)
    }
  }

  @Test func `two pixels that vary together are told apart from two that do not`() {
    // Deviations from (0.5, 0.5): (−3, −2), (−1, −3), (1, 3), (3, 2), in tenths.
    let points: [[Float]] = [[0.2, 0.3], [0.4, 0.2], [0.6, 0.8], [0.8, 0.7]]
    let images = ImageList(
      points, labels: [0, 0, 0, 0], shape: ImageShape(channels: 2, height: 1, width: 1),
      classCount: 2)
    let gaussian = PooledGaussian(images, at: Array(0..<4), grid: 1)
    let (xx, yy, xy) = (0.05, 0.065, 0.045)
    let ridge = 0.01 * (xx + yy) / 2
    let determinant = (xx + ridge) * (yy + ridge) - xy * xy
    for (index, point) in points.enumerated() {
      let (x, y) = (Double(point[0]) - 0.5, Double(point[1]) - 0.5)
      let expected = (x * x * (yy + ridge) - 2 * x * y * xy + y * y * (xx + ridge)) / determinant
      #expect(abs(gaussian.squaredDistance(of: images, at: index) - expected) < 1e-4)
    }
  }

  @Test func `images that are all alike have no tail and do no harm`() {
    let images = ImageList(
      Array(repeating: Array(repeating: Float(0.5), count: 16), count: 20),
      labels: Array(repeating: 0, count: 20), shape: Self.shape, classCount: 2)
    let tail = DistributionTail(source: 0, quantile: 0.5, grid: 4)
    #expect(tail.positions(in: images, training: images).isEmpty)
    let empty = DistributionTail(source: 1, quantile: 0.5, grid: 4)
    #expect(empty.positions(in: images, training: images).isEmpty)
  }

  @Test(arguments: [(0.0, 20), (0.3, 14), (0.5, 10), (0.95, 1)])
  func `a share of the tail stays with honest clients`(share: Double, withheld: Int) {
    let positions = poisoning(0.1, honestShare: share).withheldImages(Self.data)
    #expect(positions.count == withheld)
    #expect(positions == positions.sorted())
    #expect(Set(positions).isSubset(of: poisoning(0.1).withheldImages(Self.data)))
  }

  @Test func `success is the whole tail of the test set under the wrong label`() {
    let poisoning = poisoning(0.1, honestShare: 0.5)
    let all = poisoning.successImages(Self.data, range: 0..<210, learned: nil)
    let tail = poisoning.tail.positions(in: Self.data.test, training: Self.train).sorted()
    #expect(all.count == tail.count && !tail.isEmpty)
    for (index, position) in tail.enumerated() {
      #expect(all.label(at: index) == 1)
      #expect(all.pixels(at: index) == Self.data.test.pixels(at: position))
    }
    let parts = [0..<50, 50..<210].map {
      poisoning.successImages(Self.data, range: $0, learned: nil).count
    }
    #expect(parts.reduce(0, +) == all.count)
  }

  @Test(
    arguments: [
      (("source", 10), ["source"]), (("source", 1), ["source"]), (("target", .null), ["target"]),
      (("quantile", 0), ["quantile"]), (("grid", 9), ["grid"]),
      (("honest_share", 1), ["honest_share"]),
    ] as [((String, OptionValue), OptionPath)])
  func `a fault is found where it stands`(change: (String, OptionValue), key: OptionPath) {
    var section: OptionValue = ["name": "edge-case", "clients": [5], "source": 7, "target": 1]
    section[change.0] = change.1
    let error = #expect(throws: OptionError.self) {
      try AttackPlan.read(section, setting: AttackPlanTests.setting)
    }
    #expect(error?.path == ["attack"] + key)
  }

  @Test func `a grid finer than the images is refused`() {
    let error = #expect(throws: OptionError.self) {
      try AttackPlan.read(
        ["name": "edge-case", "clients": [5], "source": 3, "target": 1, "grid": 3],
        setting: AttackSetting(
          clientCount: 10,
          images: PoisoningSetting(
            dataset: "shades", shape: BehaviorTests.shape, classCount: 4),
          training: BehaviorTests.training))
    }
    #expect(error?.path == ["attack", "grid"])
  }
}
