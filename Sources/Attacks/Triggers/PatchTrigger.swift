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
  package static let schema = OptionSchema(
    PatchPlace.fields(size: 3) + [
      .init(
        "value", .rate, default: 1.0, "the value of every channel, from 0 (black) to 1 (white)"),
      .optional("color", .list(of: .rate), "one value per channel, instead of value"),
      .init(
        "mode", .choice(Mode.allCases.map(\.rawValue)), default: "replace",
        "whether the color takes the place of the pixels or is added to them"),
    ])

  package let options: Options
  private let place: PatchPlace

  package init(options: Options) {
    self.options = options
    place = PatchPlace(
      size: options.size, height: options.height, width: options.width, corner: options.corner,
      margin: options.margin)
  }

  package func check(_ shape: ImageShape) throws(OptionError) {
    if let color = options.color, color.count != shape.channels {
      throw .outOfRange(
        path: ["color"], seen: .array(color.map { .double($0) }),
        allowed: "a list of \(shape.channels), one for each channel of a \(shape) image")
    }
    try place.check(shape)
  }

  package func apply(to pixels: inout MutableSpan<Float>, shape: ImageShape, sample: Int) {
    let (rows, columns) = place.area(on: shape)
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

  package func mask(_ shape: ImageShape) -> [Float]? { place.mask(on: shape) }
}
