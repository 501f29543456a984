/// Capital letters, digits and a few signs of 5 rows of 3 dots.
enum DotLetters {
  static let height = 5
  static let width = 3

  /// The characters that there are, for messages.
  static let known = "A to Z, 0 to 9, '.', '-' and spaces"

  /// The dots of a word, with an empty column between characters.
  ///
  /// - Returns: five rows of equal length; nil for a word without a dot, or with other characters.
  static func dots(of text: String) -> [[Bool]]? {
    var rows = [[Bool]](repeating: [], count: height)
    for character in text {
      guard let letter = letters[character] else { return nil }
      for (row, digit) in letter.enumerated() {
        guard let bits = digit.wholeNumberValue else { return nil }
        if !rows[row].isEmpty { rows[row].append(false) }
        rows[row] += [4, 2, 1].map { bits & $0 != 0 }
      }
    }
    return rows.contains { $0.contains(true) } ? rows : nil
  }

  /// Row by row, a digit whose bits are the dots, the left one the highest.
  private static let letters: [Character: String] = [
    "A": "25755", "B": "65656", "C": "34443", "D": "65556", "E": "74647", "F": "74644",
    "G": "34553", "H": "55755", "I": "72227", "J": "11152", "K": "55655", "L": "44447",
    "M": "57755", "N": "65555", "O": "25552", "P": "65644", "Q": "25573", "R": "65655",
    "S": "34216", "T": "72222", "U": "55557", "V": "55552", "W": "55775", "X": "55255",
    "Y": "55222", "Z": "71247", "0": "75557", "1": "26227", "2": "71747", "3": "71717",
    "4": "55711", "5": "74717", "6": "74757", "7": "71111", "8": "75757", "9": "75717",
    " ": "00000", "-": "00700", ".": "00002",
  ]
}
