package import Kernels

/// How Krum counts neighbors, and how many clients it asks for.
package enum KrumVariant: String, Sendable, Codable, CaseIterable {
  /// `n − f − 2` neighbors and `n ≥ 2f + 3`, as in the paper.
  case paper
  /// `n − f − 1` neighbors and `n > 2f`, as in the ByzFL library.
  case byzfl

  /// The number of neighbors that a score adds up.
  package func neighborCount(clients: Int, byzantine: Int) -> Int {
    clients - byzantine - (self == .paper ? 2 : 1)
  }

  /// Refuses too few clients for `f`.
  ///
  /// - Parameters:
  ///   - stage: for the message.
  ///   - clients: `n`.
  ///   - byzantine: `f`.
  /// - Throws: `AggregationError.tooFewClients`, with the `f` that `n` clients would do for.
  package func check(stage: String, clients: Int, byzantine: Int) throws(AggregationError) {
    let needed = 2 * byzantine + (self == .paper ? 3 : 1)
    guard clients < needed else { return }
    let largest = (clients - (self == .paper ? 3 : 1)) / 2
    throw .tooFewClients(
      stage: stage, seen: clients, needed: needed,
      demand: self == .paper ? "2f + 3 with f = \(byzantine)" : "2f + 1 with f = \(byzantine)",
      remedy: clients >= needed - 2 * byzantine ? "lower f to \(largest)" : nil)
  }
}

/// How far each update is from those nearest to it.
package enum KrumScores {
  /// Of each row, the sum of the squared distances to its nearest other rows.
  ///
  /// Source: Blanchard et al., NeurIPS 2017, arXiv:1703.02757, section 4.
  ///
  /// - Parameters:
  ///   - distances: the squared distances between the `n` rows.
  ///   - neighborCount: how many others count, at most `n − 1`; with none every score is 0.
  /// - Returns: `n` scores.
  package static func of(_ distances: DistanceMatrix, neighborCount: Int) -> [Double] {
    (0..<distances.count).map { row in
      var others = Array(distances.row(row))
      others.remove(at: row)
      return others.sorted().prefix(max(neighborCount, 0)).reduce(0, +)
    }
  }

  /// The positions of the `count` lowest scores, rising; ties go to the lower position.
  package static func lowest(_ count: Int, of scores: [Double]) -> [Int] {
    Array(scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }.prefix(count)).sorted()
  }
}
