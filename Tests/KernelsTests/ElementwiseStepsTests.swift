import Kernels
import Randomness
import Testing

/// Every step against the same arithmetic, one place after the other; equal bits.
struct ElementwiseStepsTests {
  private let x: AlignedBuffer
  private let y: AlignedBuffer
  private let z: AlignedBuffer

  init() {
    var random = RandomStream(seed: 5)
    func buffer() -> AlignedBuffer {
      let buffer = AlignedBuffer(count: 1003)
      for index in 0..<buffer.count { buffer[index] = Float(random.normal()) }
      return buffer
    }
    (x, y, z) = (buffer(), buffer(), buffer())
    for index in stride(from: 0, to: x.count, by: 3) { x[index] = 0 }
  }

  /// The value at each place of a buffer.
  private func values(_ buffer: AlignedBuffer) -> [Float] {
    (0..<buffer.count).map { buffer[$0] }
  }

  @Test func `values are multiplied place by place`() {
    let expected = zip(values(x), values(y)).map { $0 * $1 }
    ElementwiseSteps.multiply(y, by: x)
    #expect(values(y) == expected)
  }

  @Test func `three buffers are combined`() {
    let expected = x.span.indices.map { 0.5 * x[$0] + -2 * y[$0] + 3 * z[$0] }
    ElementwiseSteps.combine(0.5, x, -2, y, 3, into: z)
    #expect(values(z) == expected)
  }

  @Test func `values are pulled toward a center`() {
    let expected = x.span.indices.map { x[$0] + 0.25 * (y[$0] - x[$0]) }
    ElementwiseSteps.pull(y, toward: x, by: 0.25)
    #expect(values(y) == expected)
  }

  @Test func `values are clamped around a center, and what is no number stays`() {
    y[7] = .nan
    let expected = x.span.indices.map { index -> Float in
      let gap = y[index] - x[index]
      return gap > 0.5 ? x[index] + 0.5 : gap < -0.5 ? x[index] - 0.5 : y[index]
    }
    ElementwiseSteps.clamp(y, around: x, radius: 0.5)
    #expect(y[7].isNaN)
    #expect(values(y).map(\.bitPattern) == expected.map(\.bitPattern))
  }

  @Test func `values are put back where a mask is zero`() {
    let expected = x.span.indices.map { x[$0] == 0 ? z[$0] : y[$0] }
    ElementwiseSteps.restore(y, to: z, whereZero: x)
    #expect(values(y) == expected)
    #expect(expected[0] == z[0] && expected[1] != z[1])
  }
}
