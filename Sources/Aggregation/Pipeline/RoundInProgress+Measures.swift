package import Kernels
import Tensors

/// What stages measure of the rows; shared, as each pass over the updates takes its time.
extension RoundInProgress {
  /// The Euclidean norm of every row; computed once for all stages that leave the rows as they are.
  package mutating func norms() -> [Double] {
    if let norms = measures.norms { return norms }
    let norms = Reductions.rowNorms(updates, on: workers)
    measures.norms = norms
    return norms
  }

  /// The squared distance between every two rows, each wrong by at most 4.1e-6 of itself; computed
  /// once for all stages that leave the rows as they are.
  package mutating func squaredDistances() -> DistanceMatrix {
    if let distances = measures.distances { return distances }
    let distances = PairwiseDistances.squaredEuclidean(updates, on: workers)
    measures.distances = distances
    return distances
  }

  /// One minus the cosine of the angle between every two rows, from the shared distances.
  ///
  /// - Parameter origin: `d` values that are added to every row first, such as the global model for
  ///   angles between local models; empty for angles between updates.
  /// - Returns: `n × n` distances.
  package mutating func cosineDistances(from origin: [Float] = []) -> DistanceMatrix {
    let norms =
      origin.isEmpty ? norms() : Reductions.rowNorms(updates, plus: origin, on: workers)
    return CosineDistances.between(
      updates, shift: origin, norms: norms, squares: squaredDistances(), on: workers)
  }
}

/// What has been measured of the rows as they are.
struct RowMeasures {
  var norms: [Double]?
  var distances: DistanceMatrix?

  /// Leaves the rows at the given places; a pair's distance does not depend on other rows.
  mutating func select(_ kept: [Int]) {
    norms = norms.map { norms in kept.map { norms[$0] } }
    distances = distances?.selecting(kept)
  }
}
