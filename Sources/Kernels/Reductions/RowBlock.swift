import CKernels
import Tensors

/// A stretch of columns of some rows, side by side, so that it can be worked on in the cache.
struct RowBlock {
  /// The number of columns there is room for.
  let width: Int
  /// The columns that it holds.
  private(set) var columns = 0..<0
  /// One row every `width` values, with zeros behind the columns.
  var values: [Float]

  /// Room for `width` columns of `rows` rows.
  init(rows: Int, width: Int) {
    self.width = width
    values = Array(repeating: 0, count: rows * width)
  }

  /// Copies columns from `rows`, times their factors, with zeros behind them.
  mutating func gather(_ rows: UpdateRows, columns: Range<Int>) {
    precondition(columns.count <= width, "\(columns.count) columns in a block of \(width)")
    self.columns = columns
    var room = values.mutableSpan
    ck_gather_rows(
      rows.matrix.values.span, rows.columns, rows.positions.span, rows.factors.span,
      columns.lowerBound, columns.count, &room)
  }
}
