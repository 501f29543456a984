package import Networks
package import Options
import Tensors

/// Submits the same number for every parameter; by default zero, which slows the model down.
///
/// Source: Blanchard et al., NeurIPS 2017, arXiv:1703.02757, section 2: a Byzantine worker may send
/// any vector; the constant one is the simplest of public benchmarks.
package struct ConstantUpdate: Attack {
  package struct Options: Codable, Sendable, Equatable {
    package var value = 0.0

    package init() {}
  }

  package static let name = "zero"
  package static let summary = "zero, or another constant, for every parameter"
  package static let source = "Blanchard et al., NeurIPS 2017, https://arxiv.org/abs/1703.02757"
  package static let schema = OptionSchema([
    .init("value", .number(-1e30...1e30), default: 0.0, "the value of every coordinate")
  ])
  package static let knowledge = AttackKnowledge.own
  package static let data = AttackData.none
  package static let trains = false
  package static let frameworks = [FrameworkReference].spoiledModel

  private let value: Float

  package init(options: Options, plan: AttackPlan, context: AttackContext) {
    value = Float(options.value)
  }

  package func update(_ task: ClientTask, network: Network) -> TrainingOutcome {
    task.crafted(Array(repeating: value, count: task.global.parameters.count))
  }
}
