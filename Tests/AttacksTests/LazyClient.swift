import Attacks
import Networks
import Options

/// Trains honestly and submits a share of what it learned.
struct LazyClient: Attack {
  struct Options: Codable, Sendable { var share: Double }

  static let name = "lazy-client"
  static let summary = "honest training, of which only a share is submitted"
  static let schema = OptionSchema([
    .init("share", .rate, default: 0.1, "how much of the update is submitted")
  ])
  static let knowledge = AttackKnowledge.own
  static let data = AttackData.none
  static let frameworks = [FrameworkReference].spoiledModel

  private let share: Double

  init(options: Options, plan: AttackPlan, context: AttackContext) {
    share = options.share
  }

  func update(_ task: ClientTask, network: Network) throws -> TrainingOutcome {
    var outcome = try HonestBehavior().update(task, network: network)
    outcome.update = outcome.update.map { Float(share * Double($0)) }
    return outcome
  }
}
