import Options
import Tensors

/// A rectangle near a corner of an image.
struct PatchPlace: Sendable, Equatable {
  /// Rows and columns where those are not given, at least 1.
  let size: Int
  let height: Int?
  let width: Int?
  let corner: PatchTrigger.Corner
  /// Pixels between the rectangle and the two edges.
  let margin: Int

  /// The keys that place a patch.
  static func fields(size: Int) -> [OptionField] {
    [
      .init(
        "size", .integer(atLeast: 1), default: .int(size),
        "rows and columns of the patch, in pixels"),
      .optional("height", .integer(atLeast: 1), "rows of the patch, instead of size"),
      .optional("width", .integer(atLeast: 1), "columns of the patch, instead of size"),
      .init(
        "corner", .choice(PatchTrigger.Corner.allCases.map(\.rawValue)), default: "bottom-right",
        "the corner the patch lies in"),
      .init(
        "margin", .integer(atLeast: 0), default: 0, "pixels between the patch and the two edges"),
    ]
  }

  var rowCount: Int { height ?? size }
  var columnCount: Int { width ?? size }

  /// Refuses images that the rectangle does not lie on.
  ///
  /// - Throws: `OptionError` at the key that is to blame.
  func check(_ shape: ImageShape) throws(OptionError) {
    if rowCount + margin > shape.height {
      throw tooLarge(height == nil ? "size" : "height", rowCount, shape.height, shape)
    }
    if columnCount + margin > shape.width {
      throw tooLarge(width == nil ? "size" : "width", columnCount, shape.width, shape)
    }
  }

  /// Where it lies on images that `check` accepts.
  func area(on shape: ImageShape) -> (rows: Range<Int>, columns: Range<Int>) {
    let isTop = corner == .topLeft || corner == .topRight
    let isLeft = corner == .topLeft || corner == .bottomLeft
    let top = isTop ? margin : shape.height - margin - rowCount
    let left = isLeft ? margin : shape.width - margin - columnCount
    return (top..<top + rowCount, left..<left + columnCount)
  }

  /// 1 inside and 0 outside: height × width values, row by row.
  func mask(on shape: ImageShape) -> [Float] {
    let (rows, columns) = area(on: shape)
    return (0..<shape.height * shape.width).map {
      rows.contains($0 / shape.width) && columns.contains($0 % shape.width) ? 1 : 0
    }
  }

  // MARK: - Details

  private func tooLarge(_ key: String, _ seen: Int, _ limit: Int, _ shape: ImageShape)
    -> OptionError
  {
    let room = limit - margin
    guard room > 0 else {
      return .outOfRange(
        path: ["margin"], seen: .int(margin),
        allowed: "less than \(limit), or nothing of the patch lies on a \(shape) image")
    }
    return .outOfRange(
      path: [key], seen: .int(seen),
      allowed: "at most \(room), to fit on a \(shape) image with a margin of \(margin)")
  }
}
