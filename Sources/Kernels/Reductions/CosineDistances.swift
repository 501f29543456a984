package import Tensors

/// One minus the cosine of the angle between rows, from their distances.
///
/// With `p` and `q` the lengths of two rows and `D` their distance, `1 − cos = (D² − (p − q)²) / 2pq`.
/// A vector that is added to both leaves `D` as it is; so the distances of a round serve for angles
/// between updates and for angles between models.
package enum CosineDistances {
  /// The cosine distance between every two rows plus a shift, in 0...2.
  ///
  /// Where rows differ almost in length alone, `D²` and `(p − q)²` cancel; such pairs are computed in
  /// double from the rows. Elsewhere the relative error is below 16 times that of `squares`. A zero
  /// row has distance 1 to all others.
  ///
  /// - Parameters:
  ///   - rows: `n × d`, finite.
  ///   - shift: `d` values that are added to every row, such as the global model to updates; empty
  ///     for none.
  ///   - norms: the norms of the shifted rows.
  ///   - squares: the squared distances of the rows, as `PairwiseDistances.squaredEuclidean` gives.
  ///   - workers: who shares the columns.
  /// - Returns: `n × n` distances.
  package static func between(
    _ rows: UpdateRows, shift: [Float] = [], norms: [Double], squares: DistanceMatrix,
    on workers: Workers = .perCore
  ) -> DistanceMatrix {
    precondition(
      norms.count == rows.rows && squares.count == rows.rows,
      "\(norms.count) norms and \(squares.count) distances for \(rows.rows) rows")
    func excess(_ first: Int, _ second: Int) -> Double {
      let gap = norms[first] - norms[second]
      return squares[first, second] - gap * gap
    }
    let cosines = squares.mapPairs { first, second, square in
      let product = norms[first] * norms[second]
      return product == 0 ? 1 : min(max(excess(first, second) / (2 * product), 0), 2)
    }
    func cancels(_ first: Int, _ second: Int, _: Double) -> Bool {
      squares[first, second] > 0 && norms[first] * norms[second] > 0
        && excess(first, second) < squares[first, second] / 16
    }
    return PairwiseDistances.refine(cosines, where: cancels) { places in
      PairwiseDistances.exactCosine(
        rows.selecting(places), shift: shift, norms: places.map { norms[$0] }, on: workers)
    }
  }
}
