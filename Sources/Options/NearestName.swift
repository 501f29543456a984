/// Finds what somebody probably meant.
package enum NearestName {
  /// The known name with the smallest edit distance, if it is at most a third of the name's length
  /// (and at least one edit is always forgiven).
  package static func find(_ name: String, in known: [String]) -> String? {
    let limit = max(1, name.count / 3)
    let ranked = known.map { ($0, distance(Array(name), Array($0))) }
    return ranked.filter { $0.1 <= limit }.min { $0.1 < $1.1 }?.0
  }

  /// The number of insertions, deletions and substitutions between two words (Levenshtein).
  package static func distance(_ first: [Character], _ second: [Character]) -> Int {
    var row = Array(0...second.count)
    for (i, a) in first.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, b) in second.enumerated() {
        let above = row[j + 1]
        row[j + 1] = min(above + 1, row[j] + 1, diagonal + (a == b ? 0 : 1))
        diagonal = above
      }
    }
    return row[second.count]
  }
}
