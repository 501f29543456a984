package import Options
import Randomness
package import Tensors

/// A region of the image out of focus.
///
/// Inside the region every channel is the Gaussian blur of the image, outside it is left alone.
/// What lies beyond an edge is the image mirrored, without the edge itself; a pixel of the region sees
/// its neighbors outside it. The region is by default the central half of each side.
/// Source: Gu et al., "BadNets", IEEE Access 2019, arXiv:1708.06733, for backdoors by a trigger of the
/// attacker's choice; the blur and its parameters are our own.
package struct BlurTrigger: Trigger {
  package struct Options: Codable, Sendable, Equatable {
    package var kernelSize = 5
    package var sigma = 1.5
    package var row: Int?
    package var column: Int?
    package var height: Int?
    package var width: Int?

    package init() {}
  }

  package static let name = "blur"
  package static let summary = "a region of the image out of focus, the middle by default"
  package static let source = "after Gu et al., IEEE Access 2019, https://arxiv.org/abs/1708.06733"
  package static let schema = OptionSchema([
    .init("kernel_size", .integer(3...101), default: 5, "rows and columns of the kernel, odd"),
    .init(
      "sigma", .number(0.01...100), default: 1.5, "deviation of the kernel, in pixels"),
    .optional(
      "row", ImagePosition.kind, "uppermost row of the region; left out, the region is centered"),
    .optional(
      "column", ImagePosition.kind, "leftmost column of the region; left out, it is centered"),
    .optional("height", .integer(1...4096), "rows of the region; left out, half of the image's"),
    .optional("width", .integer(1...4096), "columns of the region; left out, half of the image's"),
  ])

  package let options: Options
  /// Weights from the center outward, so that all of them, both sides counted, have the sum 1.
  private let kernel: [Double]

  package init(options: Options) throws(OptionError) {
    guard !options.kernelSize.isMultiple(of: 2) else {
      throw .outOfRange(
        path: ["kernel_size"], seen: .int(options.kernelSize), allowed: "odd, to have a center")
    }
    self.options = options
    let bell = (0...options.kernelSize / 2).map {
      ElementaryFunctions.exp(-Double($0 * $0) / (2 * options.sigma * options.sigma))
    }
    let sum = bell[0] + 2 * bell.dropFirst().reduce(0, +)
    kernel = bell.map { $0 / sum }
  }

  package func check(_ shape: ImageShape) throws(OptionError) {
    let smallest = min(shape.height, shape.width)
    guard options.kernelSize / 2 < smallest else {
      throw .outOfRange(
        path: ["kernel_size"], seen: .int(options.kernelSize),
        allowed: "at most \(2 * smallest - 1) on a \(shape) image")
    }
    let (rows, columns) = region(shape)
    if rows.lowerBound < 0 || rows.upperBound > shape.height {
      throw outside("rows", rows, options.row == nil ? "height" : "row", shape)
    }
    if columns.lowerBound < 0 || columns.upperBound > shape.width {
      throw outside("columns", columns, options.column == nil ? "width" : "column", shape)
    }
  }

  package func apply(to pixels: inout MutableSpan<Float>, shape: ImageShape, sample: Int) {
    let (rows, columns) = region(shape)
    let reach = kernel.count - 1
    let size = shape.height * shape.width
    var plane = [Double](repeating: 0, count: size)
    for channel in 0..<shape.channels {
      for index in 0..<size { plane[index] = Double(pixels[channel * size + index]) }
      // Along columns first: one line of sums for each row that the region sees.
      var lines: [Double] = []
      for row in rows.lowerBound - reach..<rows.upperBound + reach {
        let line = Self.mirrored(row, shape.height) * shape.width
        for column in columns {
          lines.append(weighted { plane[line + Self.mirrored(column + $0, shape.width)] })
        }
      }
      for row in rows {
        for column in columns {
          let center = (row - rows.lowerBound + reach) * columns.count + column - columns.lowerBound
          let mean = weighted { lines[center + $0 * columns.count] }
          pixels[channel * size + row * shape.width + column] = Float(min(1, max(0, mean)))
        }
      }
    }
  }

  package func mask(_ shape: ImageShape) -> [Float]? {
    let (rows, columns) = region(shape)
    return (0..<shape.height * shape.width).map {
      rows.contains($0 / shape.width) && columns.contains($0 % shape.width) ? 1 : 0
    }
  }

  // MARK: - Details

  private func weighted(_ value: (Int) -> Double) -> Double {
    var sum = kernel[0] * value(0)
    for distance in 1..<kernel.count {
      sum += kernel[distance] * (value(-distance) + value(distance))
    }
    return sum
  }

  /// The position that stands for one up to `length − 1` beyond an edge.
  private static func mirrored(_ position: Int, _ length: Int) -> Int {
    let inside = abs(position)
    return inside < length ? inside : 2 * (length - 1) - inside
  }

  private func region(_ shape: ImageShape) -> (rows: Range<Int>, columns: Range<Int>) {
    func side(_ start: Int?, _ size: Int?, _ length: Int) -> Range<Int> {
      let size = size ?? max(1, length / 2)
      // Rounded down for what is larger than the image, too, so that it sticks out on both sides.
      let first = start.map { ImagePosition.resolve($0, in: length) } ?? (length - size) >> 1
      return first..<first + size
    }
    return (
      side(options.row, options.height, shape.height),
      side(options.column, options.width, shape.width)
    )
  }

  private func outside(_ what: String, _ seen: Range<Int>, _ key: String, _ shape: ImageShape)
    -> OptionError
  {
    .conflict(
      path: [key],
      reason: "the region has the \(what) \(seen.lowerBound) to \(seen.upperBound - 1) "
        + "and a \(shape) image does not")
  }
}
