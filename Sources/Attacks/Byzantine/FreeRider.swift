package import Networks
package import Options
import Randomness
import Tensors

/// Submits an update without any training, to get the model for nothing.
///
/// A plain free rider returns the global model, an update of zero. A disguised one adds normal noise
/// of the deviation `σ · t^(−γ)` in round `t`, as honest updates shrink while training goes on. The
/// third kind of the literature, which returns the last global step, needs the last round's model;
/// it is not offered, since what a client has seen does not outlast its process.
/// Source: Fraboni et al., "Free-rider Attacks on Model Aggregation in Federated Learning", AISTATS
/// 2021, arXiv:2006.11901.
package struct FreeRider: Attack {
  package struct Options: Codable, Sendable, Equatable {
    /// Whether it hides.
    package enum Disguise: String, Codable, Sendable, CaseIterable {
      case none, noise
    }

    package var disguise = Disguise.noise
    package var deviation = 0.001
    package var decay = 1.0

    package init() {}
  }

  package static let name = "free-rider"
  package static let summary = "the global model as it came, or with a little noise, untrained"
  package static let source = "Fraboni et al., AISTATS 2021, https://arxiv.org/abs/2006.11901"
  package static let schema = OptionSchema([
    .init(
      "disguise", .choice(Options.Disguise.allCases.map(\.rawValue)), default: "noise",
      "none: an update of zero; noise: normal noise in its place"),
    .init(
      "deviation", .number(0...1e30, above: true), default: 0.001,
      "the noise's deviation in the first round"),
    .init(
      "decay", .number(0...10), default: 1.0,
      "the deviation of round t is the first one's times t to the minus this"),
  ])
  package static let knowledge = AttackKnowledge.own
  package static let data = AttackData.none
  package static let trains = false
  package static let frameworks = [FrameworkReference].spoiledModel

  private let options: Options

  package init(options: Options, plan: AttackPlan, context: AttackContext) {
    self.options = options
  }

  package func update(_ task: ClientTask, network: Network) -> TrainingOutcome {
    var update = [Float](repeating: 0, count: task.global.parameters.count)
    if options.disguise == .noise {
      var values = update.mutableSpan
      task.random.stream(for: "free-rider")
        .addNormals(to: &values, at: 0, deviation: deviation(in: task.round))
    }
    return task.crafted(update)
  }

  /// `σ · t^(−γ)`.
  func deviation(in round: Int) -> Double {
    options.deviation
      * ElementaryFunctions.exp(-options.decay * ElementaryFunctions.log(Double(round)))
  }
}
