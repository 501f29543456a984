package import Networks
package import Options
import Randomness
import Tensors

/// Submits values that no arithmetic survives, everywhere or hidden in an honest update.
///
/// A server without a check of its input has no model left afterwards; one with a check drops the
/// client. A single NaN among millions of honest values finds checks that only look at a sample.
/// Source: Blanchard et al., NeurIPS 2017, arXiv:1703.02757, section 2, for workers that may send
/// any vector.
package struct NonFiniteUpdate: Attack {
  package struct Options: Codable, Sendable, Equatable {
    /// Which value.
    package enum Value: String, Codable, Sendable, CaseIterable {
      case nan
      case infinity
      case minusInfinity = "minus-infinity"

      fileprivate var float: Float {
        switch self {
        case .nan: .nan
        case .infinity: .infinity
        case .minusInfinity: -.infinity
        }
      }
    }

    package var value = Value.nan
    package var count: Int?

    package init() {}
  }

  package static let name = "nan"
  package static let summary = "NaN or infinity, everywhere or in a few places of an honest update"
  package static let source = "Blanchard et al., NeurIPS 2017, https://arxiv.org/abs/1703.02757"
  package static let schema = OptionSchema([
    .init(
      "value", .choice(Options.Value.allCases.map(\.rawValue)), default: "nan",
      "what is submitted"),
    .optional(
      "count", .integer(atLeast: 1),
      "in how many places of an honest update, at random; everywhere if left out"),
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
    let size = task.global.parameters.count
    guard let count = options.count, count < size else {
      return task.crafted(Array(repeating: options.value.float, count: size))
    }
    var outcome = try training.train(task, network: network)
    var random = task.random.stream(for: "nan")
    for _ in 0..<count { outcome.update[random.integer(below: size)] = options.value.float }
    return outcome
  }
}
