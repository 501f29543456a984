import Attacks
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
  /// What the attacker hopes for, as far as the experiment says.
  private let plannedGoal: ScoringGoal?
  /// What is measured: nil without an attack that has a goal, and while the attackers have not found
  /// out what it takes.
  private(set) var goal: ScoringGoal?

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
    plannedGoal = goal
    self.goal = goal?.learnedKey == nil ? goal : nil
  }

  /// The scorer of models whose attackers know what they know now.
  ///
  /// - Parameter kept: the adversary's lasting values.
  /// - Returns: a scorer that measures no success as long as they lack what the attack must learn.
  func knowing(_ kept: [KeptValue]) -> Scorer {
    guard let plannedGoal, let key = plannedGoal.learnedKey else { return self }
    var scorer = self
    scorer.goal = kept.first { AdversaryKey($0) == key }
      .flatMap { plannedGoal.with(learned: $0.values) }
    return scorer
  }

  /// Both scores of one model.
  struct Result: Sendable {
    let clean: EvaluationScore
    /// Correct means where the attacker wants it; nil without a goal.
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
