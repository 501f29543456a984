package import Randomness
package import Tensors

/// Images that an attacker makes up, for a model whose data it does not have.
package struct SurrogatePictures: LabeledImages {
  package enum Kind: String, Codable, Sendable, CaseIterable {
    /// Every value drawn for itself.
    case noise
    /// A few thick strokes of plain colors on a plain ground.
    case strokes
  }

  package let shape: ImageShape
  package let classCount: Int
  private let pixels: [Float]
  private var labels: [Int]

  /// Draws images, all labeled 0.
  ///
  /// - Parameters:
  ///   - count: how many.
  ///   - kind: what they show.
  ///   - shape: their size.
  ///   - classCount: the number of classes that labels are taken from.
  ///   - random: image `i` is drawn from its child `i`.
  package init(
    _ count: Int, _ kind: Kind, shape: ImageShape, classCount: Int, random: RandomStream
  ) {
    self.shape = shape
    self.classCount = classCount
    labels = Array(repeating: 0, count: count)
    pixels = (0..<count).flatMap { index in
      var stream = random.stream(at: index)
      return kind == .noise
        ? (0..<shape.count).map { _ in Float(stream.uniform()) }
        : StrokePicture(shape: shape, using: &stream).pixels
    }
  }

  /// Labels the images.
  package mutating func label(as labels: [Int]) {
    precondition(labels.count == count, "\(labels.count) labels for \(count) images")
    self.labels = labels
  }

  package var count: Int { labels.count }
  package func label(at index: Int) -> Int { labels[index] }
  package func read(_ index: Int, into pixels: inout MutableSpan<Float>) {
    let start = index * shape.count
    for place in 0..<shape.count { pixels[place] = self.pixels[start + place] }
  }
}

/// One to five strokes with soft edges; half of the pictures have a black ground.
private struct StrokePicture {
  private(set) var pixels: [Float]

  init(shape: ImageShape, using random: inout RandomStream) {
    let area = shape.height * shape.width
    let isBlack = random.uniform() < 0.5
    pixels = (0..<shape.channels).flatMap { _ in
      Array(repeating: isBlack ? 0 : Float(random.uniform()), count: area)
    }
    for _ in 0..<1 + random.integer(below: 5) {
      let from = Self.place(in: shape, using: &random)
      let to = Self.place(in: shape, using: &random)
      let radius = Float(random.uniform(0.5, 0.1 * Double(min(shape.height, shape.width)) + 0.5))
      let color = (0..<shape.channels).map { _ in Float(random.uniform()) }
      for pixel in 0..<area {
        let at = SIMD2(Float(pixel % shape.width), Float(pixel / shape.width))
        let cover = min(1, max(0, radius + 0.5 - Self.distance(at, from, to)))
        for channel in 0..<shape.channels where cover > 0 {
          let index = channel * area + pixel
          pixels[index] += cover * (color[channel] - pixels[index])
        }
      }
    }
  }

  private static func place(in shape: ImageShape, using random: inout RandomStream) -> SIMD2<Float>
  {
    let column = random.uniform(0, Double(shape.width))
    return SIMD2(Float(column), Float(random.uniform(0, Double(shape.height))))
  }

  /// How far a point is from the line between two others.
  private static func distance(
    _ point: SIMD2<Float>, _ from: SIMD2<Float>, _ to: SIMD2<Float>
  ) -> Float {
    let (line, way) = (to - from, point - from)
    let square = (line * line).sum()
    let share = square > 0 ? min(1, max(0, (line * way).sum() / square)) : 0
    let gap = way - share * line
    return (gap * gap).sum().squareRoot()
  }
}
