/// A gray image of 28 × 28 pixels that strokes are drawn on.
///
/// Drawing measures how far each pixel is from the edge of the stroke, only near the stroke; inking
/// turns distances into gray with a soft edge. Square roots and basic arithmetic alone, lane by lane,
/// so every processor draws the same.
struct GlyphCanvas {
  /// Rows and columns.
  static let size = 28
  /// The largest `softness`, which bounds how far from its edge a stroke is seen.
  static let widestEdge: Float = 3

  // Rows of 32 columns, the last four of them unused, as four vectors each.
  private static let chunks = 4
  private static let far = SIMD8<Float>(repeating: 1000)

  private var gaps = [SIMD8<Float>](repeating: far, count: size * chunks)
  private var ink = [SIMD8<Float>](repeating: SIMD8(), count: size * chunks)

  /// Draws a chain of straight pieces; positions and the half width are in pixels.
  mutating func draw(_ chain: [SIMD2<Float>], radius: Float) {
    for index in 1..<chain.count { draw(from: chain[index - 1], to: chain[index], radius: radius) }
  }

  /// Turns what was drawn into ink, over what was inked before.
  ///
  /// - Parameters:
  ///   - intensity: the gray of the middle of a stroke, in 0...1.
  ///   - softness: how many pixels the edge takes from full to none, at most `widestEdge`.
  mutating func inkDrawn(intensity: Float, softness: Float) {
    let sharpness = 1 / softness
    for index in gaps.indices {
      let cover = (0.5 - gaps[index] * sharpness).inUnit
      ink[index] = ink[index].greater(cover * cover * (3 - 2 * cover) * intensity)
      gaps[index] = Self.far
    }
  }

  /// The ink as bytes, row by row, with noise added.
  ///
  /// - Parameters:
  ///   - noise: the largest change of a pixel, in 0...1.
  ///   - bits: gives the random bits for sixteen pixels.
  /// - Returns: 784 bytes.
  func bytes(noise: Float, bits: () -> UInt64) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Self.size * Self.size)
    for row in 0..<Self.size {
      var word: UInt64 = 0
      for chunk in 0..<Self.chunks {
        word = chunk.isMultiple(of: 2) ? bits() : word >> 32
        let grays = (ink[row * Self.chunks + chunk] + noise * Self.grain(word)).inUnit
        let levels = grays * 255 + 0.5
        let first = row * Self.size + 8 * chunk
        for lane in 0..<min(8, Self.size - 8 * chunk) { bytes[first + lane] = UInt8(levels[lane]) }
      }
    }
    return bytes
  }

  // MARK: - Details

  private mutating func draw(from a: SIMD2<Float>, to b: SIMD2<Float>, radius: Float) {
    let reach = radius + Self.widestEdge / 2
    let low = SIMD2(min(a.x, b.x), min(a.y, b.y)) - reach
    let high = SIMD2(max(a.x, b.x), max(a.y, b.y)) + reach
    let last = Float(Self.size - 1)
    guard high.x >= 0, high.y >= 0, low.x <= last, low.y <= last else { return }

    let along = b - a
    let square = along.x * along.x + along.y * along.y
    let inverse = square > 1e-6 ? 1 / square : 0
    var gaps = gaps.mutableSpan
    for row in Int(max(low.y, 0))...Int(min(high.y, last)) {
      let y = Float(row) - a.y
      for chunk in Int(max(low.x, 0)) / 8...Int(min(high.x, last)) / 8 {
        let x = SIMD8<Float>(0, 1, 2, 3, 4, 5, 6, 7) + (Float(8 * chunk) - a.x)
        let share = ((x * along.x + y * along.y) * inverse).inUnit
        let dx = x - share * along.x
        let dy = y - share * along.y
        let gap = (dx * dx + dy * dy).squareRoot() - radius
        let index = row * Self.chunks + chunk
        gaps[index] = gaps[index].lesser(gap)
      }
    }
  }

  /// Eight numbers in −1...1, each of sixteen steps, from the low 32 bits.
  @inline(__always)
  private static func grain(_ bits: UInt64) -> SIMD8<Float> {
    var steps = SIMD8<Float>()
    for lane in 0..<8 {
      steps[lane] = Float(Int32(truncatingIfNeeded: bits &>> UInt64(4 * lane)) & 15)
    }
    return steps * (2.0 / 15) - 1
  }
}

// The standard library's minimum and maximum care for NaN, lane after lane; these do not.
extension SIMD8<Float> {
  @inline(__always)
  fileprivate func lesser(_ other: Self) -> Self { replacing(with: other, where: other .< self) }
  @inline(__always)
  fileprivate func greater(_ other: Self) -> Self { replacing(with: other, where: other .> self) }
  @inline(__always)
  fileprivate var inUnit: Self { greater(SIMD8()).lesser(SIMD8(repeating: 1)) }
}
