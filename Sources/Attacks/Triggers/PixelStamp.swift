import Options
import Tensors

/// Pixels that get a value of their own, whatever the image shows there.
struct PixelStamp: Sendable, Equatable {
  /// One pixel and what all its channels become.
  struct Cell: Sendable, Equatable {
    let row: Int
    let column: Int
    /// In 0...1.
    let value: Float
  }

  let cells: [Cell]

  /// The first cell that does not lie on an image of the shape.
  func cellOutside(_ shape: ImageShape) -> Cell? {
    cells.first {
      !(0..<shape.height).contains($0.row) || !(0..<shape.width).contains($0.column)
    }
  }

  /// Sets the pixels; every cell must lie on the image.
  func apply(to pixels: inout MutableSpan<Float>, shape: ImageShape) {
    for channel in 0..<shape.channels {
      for cell in cells {
        pixels[(channel * shape.height + cell.row) * shape.width + cell.column] = cell.value
      }
    }
  }

  /// 1 where there is a cell: height × width values, row by row.
  func mask(_ shape: ImageShape) -> [Float] {
    var mask = [Float](repeating: 0, count: shape.height * shape.width)
    for cell in cells { mask[cell.row * shape.width + cell.column] = 1 }
    return mask
  }

  /// Refuses images that the stamp does not lie on.
  ///
  /// - Parameters:
  ///   - shape: the size of the images.
  ///   - rows: the option that gives the stamp's row, with its value.
  ///   - columns: the same for its column.
  /// - Throws: `OptionError` at the option that is to blame.
  func check(
    _ shape: ImageShape, rows: (key: String, value: Int), columns: (key: String, value: Int)
  )
    throws(OptionError)
  {
    guard let cell = cellOutside(shape) else { return }
    let isRow = !(0..<shape.height).contains(cell.row)
    let place = isRow ? rows : columns
    throw .outOfRange(
      path: [place.key], seen: .int(place.value),
      allowed: "such that all of the trigger lies on a \(shape) image; its pixel in row "
        + "\(cell.row), column \(cell.column) does not")
  }
}

/// A row or column in an option: from 0 on, or from the far edge if it is negative.
enum ImagePosition {
  static let kind = OptionField.Kind.integer(-4096...4096)

  /// The row or column that is meant: −1 is the last of `length`.
  static func resolve(_ position: Int, in length: Int) -> Int {
    position < 0 ? length + position : position
  }
}
