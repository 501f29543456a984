import Kernels
package import Networks
package import Options
import Tensors

/// Trains on poisoned images and returns, every few steps and at the end, into a ball around the
/// received model.
///
/// With `v = w − w_t`: under the Euclidean norm `w_t + ε v / ‖v‖` where `‖v‖ > ε`, under the largest
/// absolute value each of `v` is clamped to `−ε…ε`. The radius is fixed, or a share of the received
/// model's norm. What is submitted lies in the ball, unless it is scaled afterwards: to pass a
/// server's bound `S` with the scale `γ`, choose `ε = S / γ`. The authors' radius for Krum shrinks
/// with the rounds; here it stays.
/// Source: Wang et al., "Attack of the Tails", NeurIPS 2020, arXiv:2007.05084, section 4; Sun et al.
/// 2019, arXiv:1911.07963, section 3.3.
package struct ProjectedGradient: Attack {
  package struct Options: Codable, Sendable, Equatable {
    package let epsilon: Double
    package let relative: Bool
    package let norm: NormBall.Norm
    package let every: Int
    package let scale: ReplacementScale
    package let scaleBuffers: Bool
  }

  package static let name = "pgd"
  package static let summary = "poisoned training that stays in a ball around the received model"
  package static let source = "Wang et al., NeurIPS 2020, https://arxiv.org/abs/2007.05084"
  package static let schema = OptionSchema(
    [
      .init("epsilon", .number(atLeast: 0), default: 1.0, "the radius of the ball"),
      .init(
        "relative", .bool, default: false,
        "whether the radius is a multiple of the received model's norm"),
      .init(
        "norm", .choice(NormBall.Norm.allCases.map(\.rawValue)), default: "l2",
        "l2 for the Euclidean norm, linf for the largest absolute value"),
      .init("every", .integer(atLeast: 1), default: 10, "steps from one projection to the next"),
    ] + UpdateScaling.fields(scale: 1.0))
  package static let knowledge = AttackKnowledge.own
  package static let data = AttackData.any
  package static let frameworks = [FrameworkReference].poisonedModel

  private let options: Options
  private let scaling: UpdateScaling
  private let training: PoisonedTraining

  package init(options: Options, plan: AttackPlan, context: AttackContext) {
    self.options = options
    scaling = UpdateScaling(options.scale, scalesBuffers: options.scaleBuffers, context)
    training = PoisonedTraining(plan, context)
  }

  package func update(_ task: ClientTask, network: Network) throws -> TrainingOutcome {
    let ball = ball(around: task.global.parameters)
    try network.load(task.global)
    var hooks = ProjectedTraining(ball, every: options.every, around: network)
    var outcome = try training.run(task, network: network, hooks: &hooks)
    outcome.update = ball.projected(outcome.update)
    return try scaling.scaled(outcome, in: task)
  }

  // MARK: - Details

  private func ball(around parameters: [Float]) -> NormBall {
    guard options.relative else { return NormBall(options.norm, radius: options.epsilon) }
    let size =
      switch options.norm {
      case .l2: Reductions.norm(parameters.span)
      case .linf: Double(parameters.reduce(0) { max($0, abs($1)) })
      }
    return NormBall(options.norm, radius: options.epsilon * size)
  }
}
