package import Networks
package import Options
import Randomness
import Tensors

/// Submits normal noise, or an honest update with noise on it.
///
/// Every malicious client draws its own, anew in each round. FLPoison draws from N(0, 1), Blades
/// from N(0.1, 0.1²).
/// Source: Blanchard et al., NeurIPS 2017, arXiv:1703.02757, whose experiments use it.
package struct GaussianUpdate: Attack {
  package struct Options: Codable, Sendable, Equatable {
    /// What the noise is added to.
    package enum Center: String, Codable, Sendable, CaseIterable {
      case zero, own
    }

    package var around = Center.zero
    package var mean = 0.0
    package var deviation = 1.0

    package init() {}
  }

  package static let name = "gaussian"
  package static let summary = "normal noise in place of an update, or on top of an honest one"
  package static let source = "Blanchard et al., NeurIPS 2017, https://arxiv.org/abs/1703.02757"
  package static let schema = OptionSchema([
    .init(
      "around", .choice(Options.Center.allCases.map(\.rawValue)), default: "zero",
      "what the noise is added to: nothing, or the own honest update"),
    .init("mean", .number(-1e30...1e30), default: 0.0, "the mean of the noise"),
    .init("deviation", .number(0...1e30), default: 1.0, "the deviation of the noise"),
  ])
  package static let knowledge = AttackKnowledge.own
  package static let data = AttackData.none
  package static let frameworks = [FrameworkReference].spoiledModel

  private let options: Options
  private let training: TrainingOverrides

  package init(options: Options, plan: AttackPlan, context: AttackContext) {
    self.options = options
    training = plan.training
  }

  package func update(_ task: ClientTask, network: Network) throws -> TrainingOutcome {
    var outcome =
      options.around == .own
      ? try training.train(task, network: network)
      : task.crafted(Array(repeating: 0, count: task.global.parameters.count))
    if options.mean != 0 {
      for index in outcome.update.indices {
        outcome.update[index] = Float(Double(outcome.update[index]) + options.mean)
      }
    }
    var values = outcome.update.mutableSpan
    task.random.stream(for: "gaussian")
      .addNormals(to: &values, at: 0, deviation: options.deviation)
    return outcome
  }
}
