import Datasets
import Experiments
import Networks
import RunStore
import Tensors

/// Scores models on the test sets, spread over the processes of honest clients.
///
/// What it measures is the simulator's: it knows the trigger, which the coordinator does not.
struct Scorer: Sendable {
  private let pool: ClientPool
  private let honestHosts: [Int]
  private let testCount: Int
  /// What the attack success rate is measured on; nil where there is nothing to succeed in.
  let goal: ScoringGoal?

  /// A scorer for one run.
  ///
  /// - Parameters:
  ///   - goal: the attacker's; nil without one.
  ///   - data: of the experiment.
  ///   - plan: which processes are honest.
  ///   - pool: started.
  init(goal: ScoringGoal?, data: ExperimentData, plan: ProcessPlan, pool: ClientPool) {
    self.pool = pool
    honestHosts = plan.hosts.filter { !$0.isMalicious }.map(\.process)
    testCount = data.dataset.test.count
    self.goal = goal
  }

  /// Both scores of one model.
  struct Result: Sendable {
    let clean: EvaluationScore
    /// Correct means where the attacker wants it; nil without a trigger.
    let triggered: EvaluationScore?

    var summary: Summary.Score {
      Summary.Score(
        cleanAccuracy: clean.accuracy, attackSuccessRate: triggered?.accuracy,
        robustAccuracy: triggered?.robustAccuracy)
    }
  }

  /// Scores a model.
  ///
  /// - Parameters:
  ///   - model: whichever.
  ///   - round: the round it belongs to.
  /// - Returns: the scores.
  /// - Throws: `FederationError`.
  func score(_ model: SharedModel, round: Int) async throws -> Result {
    let jobs = EvaluationShards.ranges(count: testCount).enumerated().map { shard, range in
      Job(.score(shard: shard, range: range), hosts: honestHosts, size: range.count)
    }
    let batch = try await pool.perform(
      jobs, on: WorkRequest(round: round, model: model, goal: goal))
    var clean: [EvaluationScore] = []
    var triggered: [EvaluationScore] = []
    for outcome in batch.outcomes {
      switch outcome {
      case .scores(let first, let second):
        clean.append(first)
        if let second { triggered.append(second) }
      case .dropped(let reason): throw FederationError.noProcesses(reason: reason)
      case .update: preconditionFailure("a process was asked to score, not to train")
      }
    }
    return Result(
      clean: .merging(clean), triggered: goal == nil ? nil : .merging(triggered))
  }
}
