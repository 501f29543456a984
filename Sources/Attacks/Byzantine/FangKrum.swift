import Kernels
package import Tensors

/// The update `−λs` that Krum selects, with the largest `λ` that halving finds; `s` are the signs of
/// the mean of what the attackers see.
///
/// The first `λ` is the paper's upper bound; below 1e-5 the search gives up, and that `λ` is used.
/// With full knowledge the crafted update has all attackers behind it. With partial knowledge Krum
/// is tried on what the attackers would submit if they were honest and one crafted update, then two,
/// and so on up to all attackers, until a `λ` of 1e-5 or more is selected.
/// Source: Fang et al., USENIX Security 2020, arXiv:1911.11815, section 4.2.
package struct FangKrum: Sendable {
  /// Where halving gives up.
  package static let smallest = 1e-5

  /// `s`: for each coordinate 1, −1 or 0.
  package let direction: [Float]
  /// The scale.
  package let lambda: Double
  /// `−λs`, `d` values.
  package let crafted: [Float]

  /// Finds the scale.
  ///
  /// - Parameters:
  ///   - updates: `h × d`, with at least one row.
  ///   - attackers: `m`, at least 1.
  ///   - seesAll: whether these are all honest updates of the round.
  package init(_ updates: UpdateMatrix, attackers: Int, seesAll: Bool) {
    let signs = SeenUpdates.mean(updates).map(PerturbedMean.sign)
    let trial = KrumTrial(updates, along: signs)
    let attackers = max(1, attackers)
    let start = trial.upperBound(attackers: attackers)
    var lambda = start
    for copies in seesAll ? attackers...attackers : 1...attackers {
      lambda = start
      while lambda.isFinite, lambda >= Self.smallest, !trial.selects(lambda: lambda, copies: copies)
      { lambda /= 2 }
      if lambda >= Self.smallest { break }
    }
    direction = signs
    self.lambda = lambda
    crafted = ModelReplacement.scaled(signs, by: -lambda)
  }
}

/// Krum on honest updates and copies of one crafted update, from inner products alone.
private struct KrumTrial {
  private let distances: DistanceMatrix
  /// `‖s‖²`.
  private let square: Double
  /// For each update, its inner product with `s`.
  private let products: [Double]
  private let squaredNorms: [Double]
  private let dimension: Double

  init(_ updates: UpdateMatrix, along signs: [Float]) {
    let rows = UpdateRows(updates)
    distances = PairwiseDistances.squaredEuclidean(rows)
    square = Reductions.squaredNorm(signs.span)
    products = (0..<updates.rows).map { Reductions.dot(signs.span, updates[$0]) }
    squaredNorms = Reductions.squaredRowNorms(rows)
    dimension = Double(updates.columns)
  }

  /// `n − m − 2` of `n` clients, of which `m` are malicious, so that `n − m` were seen.
  private var neighborCount: Int { max(1, distances.count - 2) }

  /// The paper's bound on the largest `λ`.
  func upperBound(attackers: Int) -> Double {
    let scores = (0..<distances.count).map { row in
      score(distances.row(row).enumerated().filter { $0.offset != row }.map(\.element))
    }
    let spread = max(1, Double(distances.count - attackers - 1)) * dimension
    let longest = (squaredNorms.max() ?? 0).squareRoot()
    return ((scores.min() ?? 0) / spread).squareRoot() + longest / dimension.squareRoot()
  }

  /// Whether Krum selects one of the crafted copies; a tie with an honest update does not count.
  func selects(lambda: Double, copies: Int) -> Bool {
    let gaps = zip(products, squaredNorms).map {
      max(0, lambda * (lambda * square + 2 * $0) + $1)
    }
    let crafted = score(Array(repeating: 0, count: copies - 1) + gaps)
    return (0..<distances.count).allSatisfy { row in
      var others = Array(repeating: gaps[row], count: copies)
      for other in 0..<distances.count where other != row {
        others.append(distances[row, other])
      }
      return crafted < score(others)
    }
  }

  private func score(_ others: [Double]) -> Double {
    others.sorted().prefix(neighborCount).reduce(0, +)
  }
}
