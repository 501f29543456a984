/// Numbers for tests: a fixed sequence in −1..<1, the same on every machine.
struct TestNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> Float {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Float(state >> 40) / Float(1 << 23) - 1
  }

  mutating func next(_ count: Int, scale: Float = 1) -> [Float] {
    (0..<count).map { _ in next() * scale }
  }
}

/// The largest difference, relative to the largest expected value.
func relativeGap(_ got: [Float], _ expected: [Float]) -> Double {
  guard got.count == expected.count else { return .infinity }
  let scale = expected.map { Double(abs($0)) }.max() ?? 0
  let gap = zip(got, expected).map { Double(abs($0 - $1)) }.max() ?? 0
  return gap.isNaN ? .infinity : gap / max(scale, 1e-30)
}
