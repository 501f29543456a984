/// The updates of one round: row `i` from client `i`, columns in model-parameter order.
package struct UpdateMatrix: Sendable, Equatable {
  /// The number of updates.
  package let rows: Int
  /// The number of parameters.
  package let columns: Int
  /// Row after row.
  package var values: [Float]

  /// A matrix of zeros.
  package init(rows: Int, columns: Int) {
    self.init(rows: rows, columns: columns, values: Array(repeating: 0, count: rows * columns))
  }

  /// A matrix of given values, row after row.
  package init(rows: Int, columns: Int, values: [Float]) {
    precondition(
      values.count == rows * columns, "\(values.count) values do not fill \(rows) × \(columns)")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// A matrix of given rows, all of the same length.
  package init(_ rows: [[Float]]) {
    self.init(rows: rows.count, columns: rows.first?.count ?? 0, values: rows.flatMap(\.self))
  }

  /// Where a row lies in `values`.
  package func range(of row: Int) -> Range<Int> { row * columns..<(row + 1) * columns }

  /// One row, in place.
  package subscript(row: Int) -> Span<Float> {
    @_lifetime(borrow self)
    get { values.span.extracting(range(of: row)) }
  }

  /// A copy of one row.
  package func row(_ index: Int) -> [Float] { Array(values[range(of: index)]) }
}
