import Kernels
package import Networks
package import Options
import Randomness
import Tensors

/// Writes the backdoor into parameters that benign training hardly moves, so that it lasts.
///
/// At each step the gradient is multiplied by a mask of the `keep_ratio` smallest magnitudes of a
/// reference: the sum of the received model's gradients on the attacker's own clean images, as in
/// the authors' code. The paper takes the last global update instead; to have it, an attacker must
/// have taken part in two rounds in a row, and its process must remember the first: what it
/// submitted would depend on which process hosts it. The paper leaves out the largest 1 to 5 %; other
/// codes keep 0.1 to 0.99. Frozen statistics of normalization have no gradient and are not masked.
/// Source: Zhang et al., "Neurotoxin: Durable Backdoors in Federated Learning", ICML 2022,
/// arXiv:2206.10341, algorithm 1; https://github.com/jhcknzzm/Federated-Learning-Backdoor.
package struct Neurotoxin: Attack {
  package struct Options: Codable, Sendable, Equatable {
    package let keepRatio: Double
    package let scope: NeurotoxinMask.Scope
    package let strict: Bool
    package let reversed: Bool
    package let epsilon: Double?
    package let scale: ReplacementScale
    package let scaleBuffers: Bool
  }

  package static let name = "neurotoxin"
  package static let summary = "poisoned training of the parameters that others hardly change"
  package static let source = "Zhang et al., ICML 2022, https://arxiv.org/abs/2206.10341"
  package static let schema = OptionSchema(
    [
      .init(
        "keep_ratio", .rate, default: 0.95,
        "the share of the parameters that the attacker may change"),
      .init(
        "scope", .choice(NeurotoxinMask.Scope.allCases.map(\.rawValue)), default: "global",
        "whether the share is taken of all parameters together or of each tensor"),
      .init(
        "strict", .bool, default: true,
        "whether the other parameters are put back after each step, whatever moved them"),
      .init(
        "reversed", .bool, default: false,
        "whether it changes exactly the other parameters instead, to compare with"),
      .optional(
        "epsilon", .number(atLeast: 0), "the update also stays in a ball of this Euclidean radius"),
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
    let mask = NeurotoxinMask(
      reference: try Self.reference(task, network: network), keepRatio: options.keepRatio,
      within: NeurotoxinMask.ranges(options.scope, of: network.model.layout),
      isReversed: options.reversed)
    let ball = options.epsilon.map { NormBall(.l2, radius: $0) }
    try network.load(task.global)
    var hooks = try MaskedTraining(mask, isStrict: options.strict, within: ball, of: network)
    var outcome = try training.run(task, network: network, hooks: &hooks)
    if let ball { outcome.update = ball.projected(outcome.update) }
    return try scaling.scaled(outcome, in: task)
  }

  /// The sum of the received model's gradients over the client's own images, batch by batch.
  ///
  /// - Parameters:
  ///   - task: the round's task.
  ///   - network: lent for the call; its parameters are overwritten.
  /// - Returns: one value for each parameter.
  /// - Throws: `KernelError`.
  package static func reference(_ task: ClientTask, network: Network) throws -> [Float] {
    try network.load(task.global)
    var sum = [Float](repeating: 0, count: network.model.parameterCount)
    let size = task.training.batchSize
    let random = task.random.stream(for: "reference", "dropout")
    for start in stride(from: 0, to: task.images.count, by: size) {
      let range = start..<min(start + size, task.images.count)
      // The variance of a single image says nothing.
      if range.count == 1, network.model.hasBatchNorm { continue }
      _ = try network.forwardBackward(
        .gather(task.images, range), dropout: random.stream(at: start))
      let gradient = try network.gradient()
      var span = sum.mutableSpan
      Reductions.add(gradient.span, scaledBy: 1, to: &span)
    }
    return sum
  }
}
