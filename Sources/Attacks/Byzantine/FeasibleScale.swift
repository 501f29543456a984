/// The largest scale that meets a constraint which small scales meet.
package enum FeasibleScale {
  /// Where the search ends.
  package static let tolerance = 1e-5

  /// Goes up by a step after success and down after failure, each step half of the last.
  ///
  /// The result lies in `0 ... 2 · initial`; feasible scales beyond that are not found.
  /// Source: Shejwalkar and Houmansadr, NDSS 2021, algorithm 1.
  ///
  /// - Parameters:
  ///   - initial: the first scale to try, above 0.
  ///   - isFeasible: whether a scale meets the constraint.
  /// - Returns: the last feasible scale that was tried; 0 if none was.
  package static func byHalving(from initial: Double, _ isFeasible: (Double) -> Bool) -> Double {
    var (scale, step, feasible) = (initial, initial, 0.0)
    while abs(feasible - scale) > tolerance {
      step /= 2
      if isFeasible(scale) {
        feasible = scale
        scale += step
      } else {
        scale -= step
      }
    }
    return feasible
  }
}
