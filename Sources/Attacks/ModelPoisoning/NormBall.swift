import Kernels
package import Networks

/// The updates whose norm is at most a radius.
package struct NormBall: Sendable, Equatable {
  package enum Norm: String, Codable, Sendable, CaseIterable {
    /// The Euclidean norm.
    case l2
    /// The largest absolute value.
    case linf
  }

  package let norm: Norm
  /// At least 0.
  package let radius: Double

  package init(_ norm: Norm, radius: Double) {
    self.norm = norm
    self.radius = radius
  }

  /// The nearest update within the ball, in model-parameter order.
  package func projected(_ update: [Float]) -> [Float] {
    switch norm {
    case .l2:
      let length = Reductions.norm(update.span)
      return length > radius ? ModelReplacement.scaled(update, by: radius / length) : update
    case .linf:
      let limit = Float(radius)
      return update.map { min(max($0, -limit), limit) }
    }
  }

  /// Moves a network's parameters to the nearest place within the ball around a center.
  package func project(_ network: Network, around center: ParameterVector) {
    switch norm {
    case .l2:
      let length = network.distance(from: center)
      if length > radius { network.pullParameters(toward: center, by: radius / length) }
    case .linf: network.clampParameters(around: center, radius: radius)
    }
  }
}
