import Aggregation
import Attacks
import Experiments
import Networks
import Options
import Randomness
import Tensors

/// The server's defense as attackers know it: the stages that the experiment declares, tried in
/// their own process.
///
/// Attackers know neither what stages remember of earlier rounds nor the numbers that they draw:
/// every trial starts with an empty history, and draws come from the attackers' own stream.
struct DeclaredDefense: KnownDefense {
  let stages: [NamedOptions]
  private let pipeline: DefensePipeline
  private let layout: ParameterLayout
  private let random: RandomStream

  /// The defense of an experiment.
  ///
  /// - Parameter experiment: with its defense.
  /// - Throws: `OptionError` if a stage cannot be made.
  init(_ experiment: Experiment) throws {
    stages = experiment.defense
    pipeline = try DefensePipeline(stages.map { .init($0.name, $0.options) })
    layout = experiment.model.layout
    random = experiment.root.stream(for: "attack", "declared-defense")
  }

  func outcome(
    of updates: [ObservedUpdate], in task: ClientTask
  ) throws -> (step: [Float], accepted: [Int]) {
    let round = try task.announcement()
    let samples = Dictionary(
      zip(round.participants, round.participantSamples), uniquingKeysWith: { first, _ in first })
    let view = try RoundView(
      updates.map {
        ClientUpdate(
          client: $0.client, update: $0.update, sampleCount: samples[$0.client] ?? 0)
      },
      global: task.global.parameters, layout: layout, round: task.round,
      weighting: round.weighting == .samples ? .samples : .uniform, random: random)
    var trial = pipeline
    let result = try trial.aggregate(view)
    let step = result.aggregate.map { Float(Double($0) * round.serverLearningRate) }
    return (step, result.accepted)
  }
}
