package import Options
package import Tensors

/// A rectangle of one color near a corner.
///
/// With mask `m` and color `p`: replacing gives `(1 − m)·x + m·p`, adding gives `clip(x + m·p)`. What
/// is added to a pixel that is white already cannot be seen.
/// Source: Gu et al., "BadNets", IEEE Access 2019, arXiv:1708.06733.
package struct PatchTrigger: Trigger {
  package enum Corner: String, Codable, Sendable, CaseIterable {
    case topLeft = "top-left"
    case topRight = "top-right"
    case bottomLeft = "bottom-left"
    case bottomRight = "bottom-right"
  }

  package enum Mode: String, Codable, Sendable, CaseIterable {
    case replace, add
  }

  package struct Options: Codable, Sendable, Equatable {
    package var size = 3
    package var height: Int?
    package var width: Int?
    package var corner = Corner.bottomRight
    package var margin = 0
    package var value = 1.0
    package var color: [Double]?
    package var mode = Mode.replace

    package init() {}
  }

  package static let name = "patch"
  package static let summary = "a rectangle of one color near a corner of the image"
  package static let source = "Gu et al., IEEE Access 2019, arXiv:1708.06733"
  package static let schema = OptionSchema([
    .init("size", .integer(atLeast: 1), default: 3, "rows and columns of the patch, in pixels"),
    .optional("height", .integer(atLeast: 1), "rows of the patch, instead of size"),
    .optional("width", .integer(atLeast: 1), "columns of the patch, instead of size"),
    .init(
      "corner", .choice(Corner.allCases.map(\.rawValue)), default: "bottom-right",
      "the corner the patch lies in"),
    .init(
      "margin", .integer(atLeast: 0), default: 0, "pixels between the patch and the two edges"),
    .init("value", .rate, default: 1.0, "the value of every channel, from 0 (black) to 1 (white)"),
    .optional("color", .list(of: .rate), "one value per channel, instead of value"),
    .init(
      "mode", .choice(Mode.allCases.map(\.rawValue)), default: "replace",
      "whether the color takes the place of the pixels or is added to them"),
  ])

  package let options: Options
  private let height: Int
  private let width: Int

  package init(options: Options) {
    self.options = options
    height = options.height ?? options.size
    width = options.width ?? options.size
  }

  package func check(_ shape: ImageShape) throws(OptionError) {
    let margin = options.margin
    if let color = options.color, color.count != shape.channels {
      throw .outOfRange(
        path: ["color"], seen: .array(color.map { .double($0) }),
        allowed: "a list of \(shape.channels), one for each channel of a \(shape) image")
    }
    if height + margin > shape.height {
      throw tooLarge(options.height == nil ? "size" : "height", height, shape.height, shape)
    }
    if width + margin > shape.width {
      throw tooLarge(options.width == nil ? "size" : "width", width, shape.width, shape)
    }
  }

  package func apply(to pixels: inout MutableSpan<Float>, shape: ImageShape, sample: Int) {
    let (rows, columns) = place(shape)
    for channel in 0..<shape.channels {
      let color = Float(options.color?[channel] ?? options.value)
      for row in rows {
        let start = (channel * shape.height + row) * shape.width
        for index in start + columns.lowerBound..<start + columns.upperBound {
          pixels[index] = options.mode == .replace ? color : min(1, pixels[index] + color)
        }
      }
    }
  }

  package func mask(_ shape: ImageShape) -> [Float]? {
    let (rows, columns) = place(shape)
    return (0..<shape.height * shape.width).map {
      rows.contains($0 / shape.width) && columns.contains($0 % shape.width) ? 1 : 0
    }
  }

  // MARK: - Details

  private func place(_ shape: ImageShape) -> (rows: Range<Int>, columns: Range<Int>) {
    let margin = options.margin
    let isTop = options.corner == .topLeft || options.corner == .topRight
    let isLeft = options.corner == .topLeft || options.corner == .bottomLeft
    let top = isTop ? margin : shape.height - margin - height
    let left = isLeft ? margin : shape.width - margin - width
    return (top..<top + height, left..<left + width)
  }

  private func tooLarge(_ key: String, _ seen: Int, _ limit: Int, _ shape: ImageShape)
    -> OptionError
  {
    let room = limit - options.margin
    guard room > 0 else {
      return .outOfRange(
        path: ["margin"], seen: .int(options.margin),
        allowed: "less than \(limit), or nothing of the patch lies on a \(shape) image")
    }
    return .outOfRange(
      path: [key], seen: .int(seen),
      allowed: "at most \(room), to fit on a \(shape) image with a margin of \(options.margin)")
  }
}
