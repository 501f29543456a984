package import Networks

/// Keeps a model within a ball around the one it started from while it trains.
///
/// The optimizer's momentum is left alone. What comes between two projections may leave the ball, so
/// the update is projected once more when training is done.
package struct ProjectedTraining: TrainingHooks {
  package let changesImages = false
  private let ball: NormBall
  private let interval: Int
  private let center: ParameterVector

  /// Projects around the parameters that a network has now.
  ///
  /// - Parameters:
  ///   - ball: where to stay.
  ///   - interval: after every so many steps.
  ///   - network: holds the received model.
  package init(_ ball: NormBall, every interval: Int, around network: Network) {
    self.ball = ball
    self.interval = interval
    center = network.parameterVector()
  }

  package func afterStep(_ network: Network, step: Int) {
    if (step + 1).isMultiple(of: interval) { ball.project(network, around: center) }
  }
}
