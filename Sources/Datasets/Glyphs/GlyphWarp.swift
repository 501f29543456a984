import Randomness

/// A smooth distortion of the unit square that moves strokes without tearing them apart.
///
/// Nine control points, a third of them in each row, pull on the square as the Bernstein polynomials
/// of degree 2 weigh them. Source: Sederberg and Parry, SIGGRAPH 1986, doi:10.1145/15886.15903.
struct GlyphWarp {
  /// How far a control point moves at most, in units of the square.
  static let reach: Float = 0.16

  private let pulls: [SIMD2<Float>]

  init(using random: inout RandomStream) {
    pulls = (0..<9).map { _ in random.point(within: Self.reach) }
  }

  /// Where a point of the square goes.
  func bend(_ point: SIMD2<Float>) -> SIMD2<Float> {
    let across = Self.weights(point.x)
    let down = Self.weights(point.y)
    var moved = point
    for row in 0..<3 {
      for column in 0..<3 { moved += down[row] * across[column] * pulls[3 * row + column] }
    }
    return moved
  }

  private static func weights(_ t: Float) -> SIMD3<Float> {
    [(1 - t) * (1 - t), 2 * t * (1 - t), t * t]
  }
}
