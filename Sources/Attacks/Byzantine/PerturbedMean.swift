import Kernels
package import Tensors

/// The mean of a round's updates and a direction in which attackers move it: `μ + γp`.
///
/// Source: Shejwalkar and Houmansadr, NDSS 2021, section IV.
package struct PerturbedMean: Sendable {
  /// Which way `p` points; always backwards.
  package enum Direction: String, Sendable, Codable, CaseIterable {
    /// `−μ / ‖μ‖`, the inverse unit vector.
    case unit
    /// `−σ`, the inverse standard deviation.
    case deviation
    /// `−sign(μ)`, the inverse sign.
    case sign
  }

  /// `μ`, `d` values.
  package let mean: [Float]
  /// `p`, `d` values.
  package let direction: [Float]
  /// `‖p‖²`.
  private let square: Double
  /// For each update `Δᵢ`, the inner product of `p` and `μ − Δᵢ`.
  private let slopes: [Double]
  /// For each update `Δᵢ`, `‖μ − Δᵢ‖²`.
  private let offsets: [Double]

  /// Measures the updates along a direction; cost: three passes over them.
  ///
  /// - Parameters:
  ///   - updates: `n × d`, with at least one row.
  ///   - direction: which way.
  ///   - divisor: of the standard deviation, if that is the direction.
  package init(_ updates: UpdateMatrix, along direction: Direction, divisor: DeviationDivisor) {
    let mean = SeenUpdates.mean(updates)
    let vector: [Float] =
      switch direction {
      case .unit: Self.unit(mean)
      case .deviation: ColumnSpread.deviation(updates, over: divisor).map { -$0 }
      case .sign: mean.map { -Self.sign($0) }
      }
    self.mean = mean
    self.direction = vector
    square = Reductions.squaredNorm(vector.span)
    let along = Reductions.dot(vector.span, mean.span)
    slopes = (0..<updates.rows).map { along - Reductions.dot(vector.span, updates[$0]) }
    offsets = (0..<updates.rows).map { Reductions.squaredDistance(mean.span, updates[$0]) }
  }

  /// `μ + γp`, `d` values.
  package func moved(by gamma: Double) -> [Float] {
    zip(mean, direction).map { Float(Double($0) + gamma * Double($1)) }
  }

  /// Whether there is a direction at all: not for a zero mean or for equal updates.
  package var isMovable: Bool { square > 0 }

  /// The squared distances from `μ + γp` to each update.
  package func squaredDistances(at gamma: Double) -> [Double] {
    zip(slopes, offsets).map { gamma * (gamma * square + 2 * $0) + $1 }
  }

  /// The largest `γ` at which the distance to no update has a square above `bound`.
  package func largestScale(withinEach bound: Double) -> Double {
    guard isMovable else { return 0 }
    return zip(slopes, offsets).map { root(square, $0, $1 - bound) }.min() ?? 0
  }

  /// The largest `γ` at which the squares of all distances add up to no more than `bound`.
  package func largestScale(withinSum bound: Double) -> Double {
    guard isMovable else { return 0 }
    return root(
      Double(slopes.count) * square, slopes.reduce(0, +), offsets.reduce(0, +) - bound)
  }

  // MARK: - Details

  /// The sign of a value, and 0 for 0.
  static func sign(_ value: Float) -> Float { value > 0 ? 1 : value < 0 ? -1 : 0 }

  private static func unit(_ mean: [Float]) -> [Float] {
    let norm = Reductions.norm(mean.span)
    return norm > 0 ? ModelReplacement.scaled(mean, by: -1 / norm) : mean
  }

  /// The larger root of `aγ² + 2bγ + c`, not below 0, written so that nothing cancels.
  private func root(_ a: Double, _ b: Double, _ c: Double) -> Double {
    let inner = max(0, b * b - a * c).squareRoot()
    let root = b <= 0 ? (inner - b) / a : -c / (inner + b)
    return max(0, root)
  }
}
