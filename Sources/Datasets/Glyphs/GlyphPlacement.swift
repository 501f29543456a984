import Randomness

/// Where and how large a digit stands in its image: slant, size, turn and shift.
struct GlyphPlacement {
  private let right: SIMD2<Float>
  private let down: SIMD2<Float>
  private let center: SIMD2<Float>

  init(using random: inout RandomStream) {
    let height = random.between(17, 21.5)
    let width = height * random.between(0.8, 1.15)
    let slant = random.between(-0.15, 0.4)
    // The half angle's tangent gives sine and cosine without calling either: at most 0.25 radians.
    let tangent = random.between(-0.125, 0.125)
    let cosine = (1 - tangent * tangent) / (1 + tangent * tangent)
    let sine = 2 * tangent / (1 + tangent * tangent)
    right = width * [cosine, sine]
    down = height * [-sine - slant * cosine, cosine - slant * sine]
    let middle = Float(GlyphCanvas.size - 1) / 2
    center = [middle, middle] + random.point(within: 2.25)
  }

  /// The pixel position of a point of the unit square.
  func place(_ point: SIMD2<Float>) -> SIMD2<Float> {
    center + (point.x - 0.5) * right + (point.y - 0.5) * down
  }
}
