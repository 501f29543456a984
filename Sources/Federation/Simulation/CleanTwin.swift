import Experiments
import Messaging
import RunStore

/// The attacked federation once more with every client honest: same seed, same clients in every round,
/// scored for the same goal.
///
/// Its clean accuracy is what the attack costs the others, and its attack success rate the floor:
/// what the attacker gets from a model that nobody attacked. It is a simulation of its own in the
/// folder `clean-twin` of the run, over processes of its own, none of which knows of the attack; a
/// resumed run goes on after its last complete round, too.
struct CleanTwin {
  /// What the twin has in common with the attacked run beyond the experiment.
  struct Comparison: Sendable {
    /// The clients that the attack's schedule wants in a round, by round.
    let forced: [Int: [Int]]
    /// What the attack success rate is measured on.
    let goal: ScoringGoal?

    /// What a twin takes over when the attacked run's rounds are done.
    ///
    /// - Throws: never, unless the goal cannot be written as JSON.
    init(forced: [Int: [Int]], goal: ScoringGoal?) throws {
      self.forced = forced
      // As it crosses the wire: with what attackers have learned, and with nothing left to learn.
      self.goal = try goal.map { try ScoringGoal(json: $0.json()) }
    }
  }

  private let request: SimulationRequest
  private let report: @Sendable (SimulationEvent) -> Void

  /// The twin of a run; starts nothing.
  ///
  /// - Parameters:
  ///   - run: the attacked one.
  ///   - comparison: what the twin takes over from it.
  ///   - report: told what happens, each event as `cleanTwin`.
  init(
    of run: SimulationRequest, _ comparison: Comparison,
    report: @escaping @Sendable (SimulationEvent) -> Void
  ) {
    var request = run
    request.experiment = run.experiment.cleanTwin()
    request.folder = run.folder.cleanTwin
    request.start = .now
    request.twin = comparison
    self.request = request
    self.report = { report(.cleanTwin($0)) }
  }

  /// Runs the rounds that are left.
  ///
  /// - Parameter interrupts: when the first of them comes, the twin ends early.
  /// - Returns: its rounds and scores.
  /// - Throws: `FederationError`; `RunStoreError` when the folder cannot be written.
  func run(interrupts: AsyncStream<SignalWatch.Signal>) async throws -> CleanTwinRecord {
    let folder = request.folder
    if let summary = Summary.read(folder), summary.status == .completed {
      return CleanTwinRecord(summary)
    }
    try folder.makeParts()
    let checkpoint = Checkpoint.newest(in: folder, of: request.experiment.model)
    let summary = try await Simulation(request, report: report)
      .run(from: checkpoint, interrupts: interrupts)
    switch summary.status {
    case .completed: return CleanTwinRecord(summary)
    case .interrupted: throw FederationError.interrupted
    case .failed: throw FederationError.cleanTwinFailed(reason: summary.error ?? "unknown")
    }
  }
}
