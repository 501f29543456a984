import CKernels
package import Tensors

/// The squared distances between all rows of a round's updates.
///
/// They are sums of squared differences, never `‖a‖² + ‖b‖² − 2a·b`, which loses everything when
/// rows are long and close. Cost: `n²d / 2` differences.
package enum PairwiseDistances {
  /// The squared Euclidean distance between every two rows, each wrong by at most 4.1e-6 of itself.
  ///
  /// A difference is rounded to float, and so are its square and sums of up to 64 squares; the rest
  /// is added in double. As nothing cancels, the bound holds however close the rows are and however
  /// long. Distances whose squares float cannot hold, and the smallest, are computed in double.
  /// Identical rows have distance 0, and a pair's distance does not depend on other rows.
  ///
  /// - Parameters:
  ///   - rows: `n × d`, finite.
  ///   - workers: who shares the columns.
  /// - Returns: `n × n` distances.
  package static func squaredEuclidean(_ rows: UpdateRows, on workers: Workers = .perCore)
    -> DistanceMatrix
  {
    let sums = sum(rows, on: workers) { block, totals in
      ck_add_squared_distances(block.values.span, rows.rows, &totals)
    }
    return refine(sums, where: { _, _, square in !(square >= smallest && square.isFinite) }) {
      exactSquares(rows.selecting($0), on: workers)
    }
  }

  /// Squares below float's normal range are lost; below this, they could be more than 1e-6 of a sum.
  private static let smallest = 0x1p-80

  // MARK: - Details

  /// The number of groups of blocks that are summed on their own and then added in order; fixed, and
  /// more than a desktop has cores.
  private static let groupCount = 16

  /// The sum over all blocks of columns of what `add` adds to a row-major `n × n` matrix, of which
  /// the upper triangle counts.
  static func sum(
    _ rows: UpdateRows, on workers: Workers,
    _ add: @Sendable (_ block: RowBlock, _ totals: inout MutableSpan<Double>) -> Void
  ) -> DistanceMatrix {
    let (count, width) = (rows.rows, Int(CK_DISTANCE_BLOCK))
    var totals = [Double](repeating: 0, count: count * count)
    guard count > 1, rows.columns > 0 else { return DistanceMatrix(count: count, values: totals) }
    let blocks = (rows.columns + width - 1) / width
    let group = (blocks + groupCount - 1) / groupCount * width
    let groups = (rows.columns + group - 1) / group
    var partial = [Double](repeating: 0, count: groups * count * count)
    workers.fill(&partial, inBlocksOf: count * count) { range, out in
      let start = range.lowerBound / (count * count) * group
      var block = RowBlock(rows: count, width: width)
      let end = min(start + group, rows.columns)
      for first in stride(from: start, to: end, by: width) {
        block.gather(rows, columns: first..<min(first + width, end))
        add(block, &out)
      }
    }
    for index in partial.indices { totals[index % totals.count] += partial[index] }
    return DistanceMatrix(count: count, values: totals).mapPairs { $2 }
  }

  /// Replaces the distances of certain pairs by better ones.
  ///
  /// - Parameters:
  ///   - distances: of all pairs.
  ///   - isPoor: which are to be replaced.
  ///   - better: the distances between rows at the given places.
  /// - Returns: the distances with those of poor pairs replaced.
  static func refine(
    _ distances: DistanceMatrix, where isPoor: (_ first: Int, _ second: Int, Double) -> Bool,
    by better: ([Int]) -> DistanceMatrix
  ) -> DistanceMatrix {
    var poor: Set<Int> = []
    for i in 0..<distances.count {
      for j in i + 1..<max(distances.count, i + 1) where isPoor(i, j, distances[i, j]) {
        poor.formUnion([i, j])
      }
    }
    if poor.isEmpty { return distances }
    let places = poor.sorted()
    let rank = Dictionary(uniqueKeysWithValues: places.enumerated().map { ($1, $0) })
    let replacement = better(places)
    return distances.mapPairs { i, j, value in
      guard isPoor(i, j, value), let first = rank[i], let second = rank[j] else { return value }
      return replacement[first, second]
    }
  }
}
