import Randomness

/// One person's way to write one digit once: all that is random about an image.
struct GlyphHand {
  private let strokes: [GlyphStroke]
  private let warp: GlyphWarp
  private let placement: GlyphPlacement
  private let radius: Float
  private let intensity: Float
  private let softness: Float
  private let noise: Float
  private let clutter: [GlyphClutter]
  private var random: RandomStream

  /// Draws everything about an image of a digit from its stream.
  init(digit: Int, random: RandomStream) {
    var random = random
    let ways = GlyphOutlines.ways[digit]
    let way = ways[random.integer(below: ways.count)]
    strokes = way.map { $0.shaken(using: &random) }
    warp = GlyphWarp(using: &random)
    placement = GlyphPlacement(using: &random)
    radius = random.between(0.95, 1.9)
    intensity = random.between(0.8, 1)
    softness = random.between(1.2, 2.2)
    noise = random.between(0, 0.08)
    clutter = (0..<random.integer(below: 3)).map { _ in GlyphClutter(using: &random) }
    self.random = random
  }

  /// The image: 784 bytes, row by row.
  func render() -> [UInt8] {
    var canvas = GlyphCanvas()
    for mark in clutter { mark.draw(on: &canvas) }
    for stroke in strokes {
      var written = stroke
      for index in written.points.indices {
        written.points[index] = placement.place(warp.bend(written.points[index]))
      }
      canvas.draw(written.chain, radius: radius)
    }
    canvas.inkDrawn(intensity: intensity, softness: softness)
    var bits = random
    return canvas.bytes(noise: noise) { bits.next() }
  }
}

/// A stray mark beside the digit, fainter than it.
struct GlyphClutter {
  private let start: SIMD2<Float>
  private let end: SIMD2<Float>
  private let intensity: Float

  init(using random: inout RandomStream) {
    let size = Float(GlyphCanvas.size)
    start = [random.between(0, size), random.between(0, size)]
    end = start + [random.between(-5, 5), random.between(-5, 5)]
    intensity = random.between(0.1, 0.45)
  }

  func draw(on canvas: inout GlyphCanvas) {
    canvas.draw([start, end], radius: 0.6)
    canvas.inkDrawn(intensity: intensity, softness: 1.6)
  }
}

extension GlyphStroke {
  /// The stroke with a small shift of its own and a smaller one of each point.
  func shaken(using random: inout RandomStream) -> GlyphStroke {
    var stroke = self
    let shift = random.point(within: 0.02)
    for index in points.indices { stroke.points[index] += shift + random.point(within: 0.015) }
    return stroke
  }
}

extension RandomStream {
  /// A number between two bounds.
  mutating func between(_ low: Float, _ high: Float) -> Float {
    low + (high - low) * Float(uniform())
  }

  /// A point whose coordinates are at most `reach` from 0.
  mutating func point(within reach: Float) -> SIMD2<Float> {
    [between(-reach, reach), between(-reach, reach)]
  }
}
