import Datasets
import Experiments
import Kernels
import Networks
import Options
import PostTraining
import Randomness
import RunStore
import Tensors

/// What the defender does with the final model, scored after every part.
///
/// The repair runs on the defender's own images; the scores are the simulator's and go into the
/// record alone.
struct PostTrainingRun {
  private let experiment: Experiment
  private let plan: PostTrainingPlan
  private let images: DefenderImages
  private let network: Network

  /// The defender's images and a network to repair on; nil without post-training.
  init?(_ experiment: Experiment, data: ExperimentData, backend: any Backend) throws {
    guard let plan = experiment.postTraining, let images = data.defender else { return nil }
    self.experiment = experiment
    self.plan = plan
    self.images = images
    network = try Network(
      experiment.model, backend: backend, normalization: data.dataset.normalization)
  }

  /// Repairs a model.
  ///
  /// - Parameters:
  ///   - model: the final global one.
  ///   - before: its scores.
  ///   - scorer: scores what comes out.
  ///   - report: told what happens.
  ///   - records: gets a record for each step of the plan.
  /// - Returns: the repaired model.
  /// - Throws: what repairing and scoring throw.
  func run(
    _ model: ModelState, before: Summary.Score, scorer: Scorer,
    report: (SimulationEvent) -> Void, _ records: inout [RepairRecord]
  ) async throws -> ModelState {
    var state = model
    var score = before
    // Versions of the model are numbered by rounds; repaired ones follow the last.
    var version = experiment.federation.rounds
    for (index, step) in plan.steps.enumerated() {
      report(.repairing(name: step.name))
      let random = experiment.root.stream(for: "post-training", .number(index))
      var parts: [OptionValue] = []
      let start = score
      for part in try step.method.repair(state, of: network, with: images, random: random) {
        state = part.state
        version += 1
        let result = try await scorer.score(
          SharedModel(state, version: version), round: experiment.federation.rounds)
        score = result.summary
        parts.append(Self.details(part, score))
      }
      let record = RepairRecord(
        name: step.name, before: start, after: score, details: ["steps": .array(parts)])
      records.append(record)
      report(.repaired(record))
    }
    return state
  }

  /// A part's own words with its scores.
  private static func details(_ part: RepairStep, _ score: Summary.Score) -> OptionValue {
    [
      "name": .string(part.name),
      "clean_accuracy": score.cleanAccuracy.map(OptionValue.double) ?? .null,
      "attack_success_rate": score.attackSuccessRate.map(OptionValue.double) ?? .null,
      "robust_accuracy": score.robustAccuracy.map(OptionValue.double) ?? .null,
      "details": part.details,
    ]
  }
}
