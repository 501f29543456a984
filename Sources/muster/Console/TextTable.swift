/// Columns of text for a terminal.
struct TextTable {
  private let header: [String]
  private var rows: [[String]] = []

  init(_ header: [String]) { self.header = header }

  mutating func add(_ row: [String]) { rows.append(row) }

  /// The table with columns as wide as their widest cell; numbers stand to the right.
  func text(indent: String = "  ") -> String {
    let all = [header] + rows
    let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    let isNumeric = header.indices.map { column in
      !rows.isEmpty
        && rows.allSatisfy { Double($0[column]) != nil || ["–", ""].contains($0[column]) }
    }
    let lines = all.map { row in
      let cells = row.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - row[column].count)
        return isNumeric[column] ? padding + row[column] : row[column] + padding
      }
      return (indent + cells.joined(separator: "  ")).trimmingSuffix()
    }
    return lines.joined(separator: "\n")
  }
}

extension String {
  fileprivate func trimmingSuffix() -> String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
