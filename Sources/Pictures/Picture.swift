/// A picture in red, green and blue, eight bits each.
package struct Picture: Sendable, Equatable {
  /// Columns, at least 1.
  package let width: Int
  /// Rows, at least 1.
  package let height: Int
  /// `height × width × 3` values, row by row: red, green and blue of each pixel.
  private(set) var bytes: [UInt8]

  /// A picture of one color.
  package init(width: Int, height: Int, color: Color) {
    precondition(
      (1...Self.longestSide).contains(width) && (1...Self.longestSide).contains(height),
      "a picture of \(height) rows and \(width) columns")
    self.width = width
    self.height = height
    bytes = []
    bytes.reserveCapacity(width * height * 3)
    for _ in 0..<width * height { bytes += [color.red, color.green, color.blue] }
  }

  /// The most rows and columns that a picture has.
  package static let longestSide = 1 << 15

  /// The color of a pixel, in rows from the top and columns from the left.
  package subscript(row: Int, column: Int) -> Color {
    get {
      let start = start(row, column)
      return Color(red: bytes[start], green: bytes[start + 1], blue: bytes[start + 2])
    }
    set {
      let start = start(row, column)
      bytes[start] = newValue.red
      bytes[start + 1] = newValue.green
      bytes[start + 2] = newValue.blue
    }
  }

  private func start(_ row: Int, _ column: Int) -> Int {
    precondition(
      (0..<height).contains(row) && (0..<width).contains(column),
      "no pixel (\(row), \(column)) in \(height) rows and \(width) columns")
    return (row * width + column) * 3
  }
}

extension Picture {
  /// Red, green and blue.
  package struct Color: Sendable, Equatable {
    package var red: UInt8
    package var green: UInt8
    package var blue: UInt8

    package init(red: UInt8, green: UInt8, blue: UInt8) {
      self.red = red
      self.green = green
      self.blue = blue
    }

    package static let black = Color(red: 0, green: 0, blue: 0)
    package static let white = Color(red: 255, green: 255, blue: 255)
  }
}
