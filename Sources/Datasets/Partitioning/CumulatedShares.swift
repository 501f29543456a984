/// Cuts a whole number into parts.
enum CumulatedShares {
  /// The lengths between cuts at `⌊count · cumulated share⌋`; the last cut is the end.
  ///
  /// - Parameters:
  ///   - count: what is cut.
  ///   - shares: in 0...1, with sum 1.
  /// - Returns: as many lengths as shares, with sum `count`.
  static func sizes(of count: Int, by shares: [Double]) -> [Int] {
    var sum = 0.0
    var cuts = [0]
    for share in shares.dropLast() {
      sum += share
      cuts.append(min(Int(sum * Double(count)), count))
    }
    cuts.append(count)
    return zip(cuts.dropFirst(), cuts).map { $0 - $1 }
  }
}
