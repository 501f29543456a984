import CKernels

/// Sums over long vectors, and the few steps that are made on them in place.
///
/// Sums accumulate in double, in a fixed number of lanes and a fixed order, so their bits depend
/// neither on the processor nor on the number of threads.
package enum Reductions {
  /// The sum of the values.
  package static func sum(_ x: Span<Float>) -> Double { ck_sum(x) }

  /// The inner product of two vectors of the same length.
  package static func dot(_ x: Span<Float>, _ y: Span<Float>) -> Double {
    precondition(x.count == y.count, "a vector of \(x.count) values meets one of \(y.count)")
    return ck_dot(x, y)
  }

  /// The square of the Euclidean norm.
  package static func squaredNorm(_ x: Span<Float>) -> Double { ck_squared_norm(x) }

  /// The Euclidean norm.
  package static func norm(_ x: Span<Float>) -> Double { squaredNorm(x).squareRoot() }

  /// The square of the Euclidean distance between two vectors of the same length.
  package static func squaredDistance(_ x: Span<Float>, _ y: Span<Float>) -> Double {
    precondition(x.count == y.count, "a vector of \(x.count) values meets one of \(y.count)")
    return ck_squared_distance(x, y)
  }

  /// Whether no value is NaN or infinite.
  package static func isFinite(_ x: Span<Float>) -> Bool { ck_is_finite(x) == 1 }

  /// Adds `factor · x` to `y`, in double, and rounds once.
  package static func add(
    _ x: Span<Float>, scaledBy factor: Double, to y: inout MutableSpan<Float>
  ) {
    precondition(x.count == y.count, "a vector of \(x.count) values meets one of \(y.count)")
    ck_add_scaled(&y, x, factor)
  }
}
