package import Networks

/// A term that draws the attacker's model to the received one, added to the loss of the classes.
///
/// The loss of a step is `a · L_class + b · L_ano`. With `v = w − w_t`, the received model `w_t`:
/// the Euclidean term is `√(‖v‖² + 10⁻¹²)`, which has a gradient at `v = 0`; the cosine term is
/// `1 − cos(w_t + γ v, w_t)`, what a server would see of the scaled update, and 0 where either is 0.
/// Source: Bagdasaryan et al., AISTATS 2020, arXiv:1807.00459, section 3.3 and the authors' code.
package struct AnomalyTerm: TrainingHooks {
  /// How far the model is from the received one.
  package enum Measure: Sendable, Equatable {
    case euclidean
    /// Of the model that the update scaled by `factor` would make.
    case cosine(factor: Double)
  }

  package let changesImages = false
  private let measure: Measure
  private let classWeight: Double
  private let weight: Double
  private let center: ParameterVector
  private let centerNorm: Double

  /// A term around the parameters that a network has now.
  ///
  /// - Parameters:
  ///   - measure: the distance.
  ///   - classWeight: `a`.
  ///   - weight: `b`.
  ///   - network: holds the received model.
  package init(
    _ measure: Measure, classWeight: Double, weight: Double, around network: Network
  ) {
    self.measure = measure
    self.classWeight = classWeight
    self.weight = weight
    center = network.parameterVector()
    centerNorm = network.parameterNorm()
  }

  /// The term `L_ano` for the parameters of a network, without its weight.
  package func value(of network: Network) -> Double {
    switch measure {
    case .euclidean: return length(network)
    case .cosine(let factor):
      let shape = cosine(network, factor: factor)
      return shape.norm > 0 && centerNorm > 0 ? 1 - shape.dot / (shape.norm * centerNorm) : 0
    }
  }

  package func adjustGradient(of network: Network, step: Int) {
    let slope = slope(network)
    network.combineGradient(
      factor: classWeight, parameters: weight * slope.parameters, center: center,
      times: weight * slope.center)
  }

  // MARK: - Details

  /// The term's gradient as a sum of multiples of the parameters and of the center.
  private func slope(_ network: Network) -> (parameters: Double, center: Double) {
    switch measure {
    case .euclidean:
      let length = length(network)
      return (1 / length, -1 / length)
    case .cosine(let factor):
      let (dot, norm) = cosine(network, factor: factor)
      guard norm > 0, centerNorm > 0 else { return (0, 0) }
      // By u: dot u / (‖u‖³ ‖c‖) − c / (‖u‖ ‖c‖), and u = γ w + (1 − γ) c.
      let along = dot / (norm * norm * norm * centerNorm)
      return (
        factor * factor * along,
        factor * ((1 - factor) * along - 1 / (norm * centerNorm))
      )
    }
  }

  private func length(_ network: Network) -> Double {
    let distance = network.distance(from: center)
    return (distance * distance + 1e-12).squareRoot()
  }

  /// The inner product of `u = γ w + (1 − γ) c` with the center `c`, and its norm.
  private func cosine(_ network: Network, factor: Double) -> (dot: Double, norm: Double) {
    // By v = w − c, whose length is computed without cancellation.
    let distance = network.distance(from: center)
    let drift = network.dot(center) - centerNorm * centerNorm
    let dot = centerNorm * centerNorm + factor * drift
    let square =
      centerNorm * centerNorm + 2 * factor * drift + factor * factor * distance * distance
    return (dot, max(0, square).squareRoot())
  }
}
