import Options
package import Tensors

/// A number that says how much of a visible feature an image has.
package enum ImageStatistic: Sendable, Equatable {
  /// The mean of all values: thick strokes, bright pictures.
  case ink
  /// How far rows of ink move to the right per row downward: `cov(row, column) / var(row)` of the
  /// ink's distribution. Upright strokes have 0; strokes that lean as in `/` are negative.
  case slant
  /// A channel's mean within a rectangle, less the mean of the other channels there: how green a
  /// place is. Of a single channel it is the mean.
  case channel(Int, region: Region?)

  /// A rectangle of an image, in pixels.
  package struct Region: Sendable, Equatable {
    package let top, left, height, width: Int

    package init(top: Int, left: Int, height: Int, width: Int) {
      self.top = top
      self.left = left
      self.height = height
      self.width = width
    }
  }

  /// Computes the number.
  ///
  /// - Parameters:
  ///   - pixels: `shape.count` values in 0...1.
  ///   - shape: the size of the image.
  /// - Returns: a finite number.
  package func value(of pixels: Span<Float>, shape: ImageShape) -> Double {
    switch self {
    case .ink:
      return (0..<pixels.count).reduce(0.0) { $0 + Double(pixels[$1]) } / Double(pixels.count)
    case .slant: return Self.slant(of: pixels, shape: shape)
    case .channel(let channel, let region):
      let own = Self.mean(of: channel, in: region, pixels, shape)
      let others = (0..<shape.channels).filter { $0 != channel }
        .map { Self.mean(of: $0, in: region, pixels, shape) }
      return others.isEmpty ? own : own - others.reduce(0, +) / Double(others.count)
    }
  }

  // MARK: - Details

  private static func slant(of pixels: Span<Float>, shape: ImageShape) -> Double {
    var (mass, rows, columns, squares, products) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for index in 0..<pixels.count {
      let ink = Double(pixels[index])
      let row = Double(index / shape.width % shape.height)
      let column = Double(index % shape.width)
      mass += ink
      rows += ink * row
      columns += ink * column
      squares += ink * row * row
      products += ink * row * column
    }
    guard mass > 0 else { return 0 }
    let variance = squares / mass - rows / mass * (rows / mass)
    // Ink in a single row leans nowhere.
    guard variance > 1e-9 else { return 0 }
    return (products / mass - rows / mass * (columns / mass)) / variance
  }

  private static func mean(
    of channel: Int, in region: Region?, _ pixels: Span<Float>, _ shape: ImageShape
  ) -> Double {
    let region =
      region ?? Region(top: 0, left: 0, height: shape.height, width: shape.width)
    var sum = 0.0
    for row in region.top..<region.top + region.height {
      let start = (channel * shape.height + row) * shape.width + region.left
      for index in start..<start + region.width { sum += Double(pixels[index]) }
    }
    return sum / Double(region.height * region.width)
  }
}

extension ImageStatistic {
  package static let names = ["ink", "slant", "channel"]

  /// The keys that a statistic adds to an attribute.
  static func fields(_ name: String, shape: ImageShape) -> [OptionField] {
    guard name == "channel" else { return [] }
    return [
      .init("channel", .integer(0...shape.channels - 1), default: 0, "which channel"),
      .optional(
        "region", .list(of: .integer(0...max(shape.height, shape.width))),
        "top, left, height and width of the place; the whole image if left out"),
    ]
  }

  /// Reads a statistic from a mapping that a schema with its fields has resolved.
  static func read(
    _ name: String, _ options: OptionValue, shape: ImageShape, at path: OptionPath
  ) throws(OptionError) -> ImageStatistic {
    switch name {
    case "ink": return .ink
    case "slant": return .slant
    default:
      let channel = (options["channel"] ?? .null).whole
      let given = options["region"] ?? .null
      guard given != .null else { return .channel(channel, region: nil) }
      let sides = given.wholes
      guard sides.count == 4, sides[2] > 0, sides[3] > 0, sides[0] + sides[2] <= shape.height,
        sides[1] + sides[3] <= shape.width
      else {
        throw .outOfRange(
          path: path + ["region"], seen: given,
          allowed: "[top, left, height, width] of a rectangle on a \(shape) image")
      }
      return .channel(
        channel,
        region: Region(top: sides[0], left: sides[1], height: sides[2], width: sides[3]))
    }
  }
}
