/// One line of the pen: points in a unit square, x to the right, y down.
struct GlyphStroke: Sendable {
  /// How the points are joined.
  enum Form: Sendable {
    /// By straight pieces.
    case straight
    /// By a smooth curve through them.
    case curve
    /// By a smooth closed curve through them.
    case loop
  }

  let form: Form
  var points: [SIMD2<Float>]

  /// Straight pieces from point to point.
  static func straight(_ points: SIMD2<Float>...) -> GlyphStroke {
    GlyphStroke(form: .straight, points: points)
  }

  /// A smooth curve through the points.
  static func curve(_ points: SIMD2<Float>...) -> GlyphStroke {
    GlyphStroke(form: .curve, points: points)
  }

  /// A smooth closed curve through the points.
  static func loop(_ points: SIMD2<Float>...) -> GlyphStroke {
    GlyphStroke(form: .loop, points: points)
  }

  /// The points of a chain of straight pieces along the stroke.
  var chain: [SIMD2<Float>] {
    guard form != .straight else { return points }
    let spans = form == .loop ? points.count : points.count - 1
    var chain = [points[0]]
    chain.reserveCapacity(spans * Self.piecesPerSpan + 1)
    for span in 0..<spans {
      let corners = (at(span - 1), at(span), at(span + 1), at(span + 2))
      for piece in 1...Self.piecesPerSpan {
        chain.append(Self.between(corners, Float(piece) / Float(Self.piecesPerSpan)))
      }
    }
    return chain
  }

  // MARK: - Details

  private static let piecesPerSpan = 4

  /// A point by position; open curves repeat their ends, loops go round.
  private func at(_ index: Int) -> SIMD2<Float> {
    form == .loop
      ? points[(index + points.count) % points.count]
      : points[min(max(index, 0), points.count - 1)]
  }

  /// The Catmull–Rom spline from the second corner (`t` = 0) to the third (`t` = 1).
  private static func between(
    _ p: (SIMD2<Float>, SIMD2<Float>, SIMD2<Float>, SIMD2<Float>), _ t: Float
  ) -> SIMD2<Float> {
    let slope = p.2 - p.0
    let square = 2 * p.0 - 5 * p.1 + 4 * p.2 - p.3
    let cube = 3 * (p.1 - p.2) + p.3 - p.0
    return p.1 + 0.5 * t * (slope + t * (square + t * cube))
  }
}
