import Kernels
import Networks
import Options
import Tensors

/// What becomes of a trained update before it is submitted: it is scaled, but to no more than a norm.
struct UpdateScaling {
  let scale: ReplacementScale
  /// Whether running statistics are scaled, too.
  let scalesBuffers: Bool
  /// The largest Euclidean norm to submit; nil for any.
  let bound: Double?
  /// The ids of all malicious clients.
  let malicious: [Int]

  init(
    _ scale: ReplacementScale, scalesBuffers: Bool, bound: Double? = nil, _ context: AttackContext
  ) {
    self.scale = scale
    self.scalesBuffers = scalesBuffers
    self.bound = bound
    malicious = context.malicious
  }

  /// The factor γ of a round, before any bound.
  func factor(in task: ClientTask) throws -> Double {
    scale.factor(in: try task.announcement(), malicious: malicious)
  }

  /// The outcome to submit in a round.
  func scaled(_ outcome: TrainingOutcome, in task: ClientTask) throws -> TrainingOutcome {
    let norm = Reductions.norm(outcome.update.span)
    var factor = try factor(in: task)
    if let bound, norm * factor > bound { factor = bound / norm }
    var outcome = outcome
    outcome.update = ModelReplacement.scaled(outcome.update, by: factor)
    if scalesBuffers {
      outcome.buffers = zip(outcome.buffers, task.global.buffers).map {
        Float(Double($1) + (Double($0) - Double($1)) * factor)
      }
    }
    return outcome
  }
}

extension UpdateScaling {
  /// The keys of an attack that scales.
  ///
  /// - Parameter scale: what holds if the key is left out: a number, or `exact`.
  /// - Returns: the scale, and whether running statistics are scaled, too.
  static func fields(scale: OptionValue) -> [OptionField] {
    [
      scaleField(default: scale),
      .init(
        "scale_buffers", .bool, default: false,
        "whether running means and variances are scaled too, as the authors' code does"),
    ]
  }

  /// The key of the scale alone.
  static func scaleField(default value: OptionValue) -> OptionField {
    .init(
      "scale", .oneOf([.number(above: 0), .choice(["exact"])]), default: value,
      "the factor γ, or exact: total weight / (server learning rate × weight of the malicious)")
  }

  /// The key of an attack that keeps its norm down.
  static let boundField = OptionField.optional(
    "norm_bound", .number(above: 0), "the largest norm of the submitted update; any if left out")
}
