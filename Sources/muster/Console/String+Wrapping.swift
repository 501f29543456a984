extension String {
  /// The text in lines, broken between words.
  ///
  /// - Parameters:
  ///   - indent: blanks before each line.
  ///   - width: characters of a line, unless a word is longer.
  /// - Returns: at least one line, unless there are no words.
  func wrapped(indent: Int, width: Int = 96) -> [String] {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    for word in split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(margin + word)
      }
    }
    return lines
  }
}
