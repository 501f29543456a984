import Kernels
package import Networks
package import Options
import Tensors

/// Trains on poisoned images, and scales the outcome by what the declared defense lets through.
///
/// The submitted update is `a + γ (P − a)`: `P` is the poisoned update, the mean of all the round's
/// attackers or each one's own, and `a` the mean of the honest updates that they see, or zero. The
/// attackers play the round through on the declared defense, from the state of a first round as they
/// do not know what it remembers, and take the `γ` that moves the global model furthest along
/// `P − a`, or the largest `γ` at which all of them are accepted. Where the defense cannot work with
/// the round as they imagine it, or accepts none, `γ` is 1. What they do not see they draw; see
/// `RoundRehearsal`.
/// Source: the optimization against a known rule of Shejwalkar and Houmansadr, NDSS 2021,
/// https://doi.org/10.14722/ndss.2021.24498, with the backdoor as direction.
package struct AdaptiveBackdoor: Attack {
  package struct Options: Codable, Sendable, Equatable {
    /// What the scale is chosen for.
    package enum Goal: String, Codable, Sendable, CaseIterable {
      case movement, accepted
    }

    /// What is not scaled.
    package enum Anchor: String, Codable, Sendable, CaseIterable {
      case mean, zero
    }

    package var goal = Goal.movement
    package var anchor = Anchor.mean
    package var common = true
    package var limit = 100.0
    package var evaluations = 20

    package init() {}
  }

  package static let name = "adaptive"
  package static let summary = "poisoned training, scaled by what the declared defense lets through"
  package static let source =
    "Shejwalkar and Houmansadr, NDSS 2021, https://doi.org/10.14722/ndss.2021.24498"
  package static let schema = OptionSchema([
    .init(
      "goal", .choice(Options.Goal.allCases.map(\.rawValue)), default: "movement",
      "the scale that moves the model furthest, or the largest one that is accepted"),
    .init(
      "anchor", .choice(Options.Anchor.allCases.map(\.rawValue)), default: "mean",
      "what is left unscaled: the mean of the honest updates that are seen, or nothing"),
    .init(
      "common", .bool, default: true,
      "whether all submit the mean of their poisoned updates, or each scales its own"),
    .init("limit", .number(above: 0), default: 100.0, "the largest scale"),
    .init(
      "evaluations", .integer(2...1000), default: 20,
      "how often the round is played through to find the scale"),
  ])
  package static let knowledge = AttackKnowledge.colluding
  package static let needsDefense = true
  package static let data = AttackData.any
  package static let frameworks = [FrameworkReference].poisonedModel

  private let options: Options
  private let training: PoisonedTraining
  private let context: AttackContext

  package init(options: Options, plan: AttackPlan, context: AttackContext) {
    self.options = options
    training = PoisonedTraining(plan, context)
    self.context = context
  }

  package func update(_ task: ClientTask, network: Network) throws -> TrainingOutcome {
    var outcome = try poisoned(task, network: network, only: true)[0]
    let base = try context.shared("adaptive-base", in: task) {
      try self.base(task, network: network)
    }
    let size = task.global.parameters.count
    let anchor = Array(base[1...size])
    let poison = options.common ? Array(base[(size + 1)...]) : outcome.update
    outcome.update = Self.moved(anchor, towards: poison, by: Double(base[0]))
    return outcome
  }

  /// `a + γ (P − a)`.
  package static func moved(
    _ anchor: [Float], towards poison: [Float], by scale: Double
  ) -> [Float] {
    zip(anchor, poison).map { Float(Double($0) + scale * (Double($1) - Double($0))) }
  }

  // MARK: - Details

  /// What all attackers of the round have in common: `γ`, `a`, and if all submit the same, `P`.
  private func base(_ task: ClientTask, network: Network) throws -> [Float] {
    let rehearsal = try RoundRehearsal(
      task, seen: context.seen(task, network: network), context: context)
    let own = try poisoned(task, network: network, only: false).map(\.update)
    let mean = SeenUpdates.mean(UpdateMatrix(own))
    let anchor =
      options.anchor == .mean ? rehearsal.mean : Array(repeating: 0, count: mean.count)
    let backdoor = zip(mean, anchor).map { $0 - $1 }
    let scale = scale(rehearsal, backdoor: backdoor) { scale in
      options.common
        ? Array(repeating: Self.moved(anchor, towards: mean, by: scale), count: own.count)
        : own.map { Self.moved(anchor, towards: $0, by: scale) }
    }
    return [Float(scale)] + anchor + (options.common ? mean : [])
  }

  private func scale(
    _ rehearsal: RoundRehearsal, backdoor: [Float], submissions: (Double) -> [[Float]]
  ) -> Double {
    guard rehearsal.outcome(submissions(1)) != nil else { return 1 }
    switch options.goal {
    case .movement:
      // No more than replacement: what goes beyond it wrecks the model.
      let whole = Reductions.squaredNorm(backdoor.span)
      let best = LineSearch.highest(
        evaluations: options.evaluations, step: 1, limit: options.limit
      ) { scale in
        rehearsal.outcome(submissions(scale)).map {
          min(Reductions.dot($0.step.span, backdoor.span), whole)
        } ?? -.infinity
      }
      return best > 0 ? best : 1
    case .accepted:
      return LineSearch.largestAccepted(
        evaluations: options.evaluations, limit: options.limit
      ) { scale in
        let accepted = rehearsal.outcome(submissions(scale))?.accepted ?? []
        return rehearsal.malicious.allSatisfy { accepted.contains($0) }
      } ?? 1
    }
  }

  /// Poisoned updates, each trained once for all attackers.
  ///
  /// - Parameters:
  ///   - task: the round's task.
  ///   - network: lent for the call; its parameters are overwritten.
  ///   - only: whether the task's own client will do; else all malicious participants, rising.
  /// - Returns: one outcome for each.
  /// - Throws: what training and the adversary throw.
  private func poisoned(
    _ task: ClientTask, network: Network, only: Bool
  ) throws -> [TrainingOutcome] {
    let clients = only ? [task.client] : try context.participants(of: task)
    let keys = clients.map {
      AdversaryKey("poisoned-update", round: task.round, client: $0)
    }
    let values = try context.adversary.values(of: keys) { key in
      let colleague = context.colleague(key.client ?? task.client, of: task)
      return try training.run(colleague, network: network).floats
    }
    return values.map {
      TrainingOutcome(
        floats: $0, parameterCount: task.global.parameters.count,
        sampleCount: task.images.count)
    }
  }
}
