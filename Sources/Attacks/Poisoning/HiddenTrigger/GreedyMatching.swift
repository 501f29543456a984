/// Gives every image a partner, near ones first.
///
/// The pair at the smallest distance is made, both are out, and so on; nothing is taken twice. The
/// code of the paper and the Adversarial Robustness Toolbox strike out the pair and leave row and
/// column in, so that partners can be taken twice there.
/// Source: Saha et al., AAAI 2020, arXiv:1910.00033, section 3.
package enum GreedyMatching {
  /// For each row of one matrix, a row of another of the same size.
  ///
  /// - Parameters:
  ///   - features: `count × width` values, row-major.
  ///   - sources: as many.
  ///   - count: the number of rows of both.
  /// - Returns: a permutation of `0..<count`; ties go to the lower row, then to the lower source.
  package static func greedy(_ features: [Float], _ sources: [Float], count: Int) -> [Int] {
    let width = features.count / max(1, count)
    var pairs: [(distance: Double, row: Int, source: Int)] = []
    pairs.reserveCapacity(count * count)
    for row in 0..<count {
      for source in 0..<count {
        let distance = (0..<width).reduce(0.0) { sum, column in
          let gap = Double(features[row * width + column] - sources[source * width + column])
          return sum + gap * gap
        }
        pairs.append((distance, row, source))
      }
    }
    pairs.sort { ($0.distance, $0.row, $0.source) < ($1.distance, $1.row, $1.source) }
    var partners = [Int?](repeating: nil, count: count)
    var isTaken = [Bool](repeating: false, count: count)
    for pair in pairs where partners[pair.row] == nil && !isTaken[pair.source] {
      partners[pair.row] = pair.source
      isTaken[pair.source] = true
    }
    return partners.enumerated().map { $1 ?? $0 }
  }
}
