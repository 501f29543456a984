/// A fixed list of comparisons that puts certain ranks of `n` values in their places.
///
/// No comparison depends on a value, so whole blocks of columns are sorted at once. Source:
/// Batcher's merge exchange, Knuth, The Art of Computer Programming, volume 3, algorithm 5.2.2M.
package struct SortingNetwork: Sendable, Equatable {
  /// The number of values.
  package let count: Int
  /// The ranks that end in their places; other places may hold anything.
  package let ranks: Range<Int>
  /// Pairs of places, one behind the other; the smaller value goes to the first of a pair.
  package let comparators: [UInt32]

  /// The network for `count` values, without the comparisons that `ranks` do not need.
  package init(count: Int, ranks: Range<Int>) {
    precondition(
      !ranks.isEmpty && ranks.lowerBound >= 0 && ranks.upperBound <= count,
      "ranks \(ranks) of \(count) values")
    self.count = count
    self.ranks = ranks
    comparators = Self.pruned(Self.mergeExchange(count), keeping: ranks, of: count)
      .flatMap { [UInt32($0.0), UInt32($0.1)] }
  }

  private static func mergeExchange(_ count: Int) -> [(Int, Int)] {
    var pairs: [(Int, Int)] = []
    var top = 1
    while 2 * top < count { top *= 2 }
    var p = count > 1 ? top : 0
    while p > 0 {
      var (q, r, distance) = (top, 0, p)
      while true {
        for place in 0..<max(count - distance, 0) where place & p == r {
          pairs.append((place, place + distance))
        }
        if q == p { break }
        (distance, q, r) = (q - p, q / 2, p)
      }
      p /= 2
    }
    return pairs
  }

  /// Walks back from the wanted places and drops what cannot reach them.
  private static func pruned(_ pairs: [(Int, Int)], keeping ranks: Range<Int>, of count: Int)
    -> [(Int, Int)]
  {
    var isNeeded = (0..<count).map { ranks.contains($0) }
    var kept: [(Int, Int)] = []
    for pair in pairs.reversed() where isNeeded[pair.0] || isNeeded[pair.1] {
      isNeeded[pair.0] = true
      isNeeded[pair.1] = true
      kept.append(pair)
    }
    return kept.reversed()
  }
}
