package import Options

/// What a stage uses beyond the updates themselves.
package enum Knowledge: String, Sendable, Codable, CaseIterable {
  /// The number of malicious clients that the defender assumes, `f`.
  case declaredByzantineCount = "declared-byzantine-count"
  case sampleCounts = "sample-counts"
  /// The parameters that the clients started from.
  case globalModel = "global-model"
  /// Clean data of the server's own.
  case rootData = "root-data"
  /// What the stage saw in earlier rounds.
  case history
}

/// The place of a stage in the fixed order of a pipeline.
package enum StageRole: Int, Sendable, Codable, Comparable, CaseIterable {
  /// Shortens or otherwise changes rows one by one.
  case clip
  /// Replaces rows by mixtures of them.
  case mix
  /// Drops rows.
  case filter
  /// Makes one vector of all rows.
  case combine
  /// Changes the aggregate.
  case noise

  package static func < (first: StageRole, second: StageRole) -> Bool {
    first.rawValue < second.rawValue
  }

  /// The word for messages and the catalog.
  package var word: String {
    switch self {
    case .clip: "clipping"
    case .mix: "mixing"
    case .filter: "filtering"
    case .combine: "combining"
    case .noise: "noise"
    }
  }
}

/// The history of a stage that keeps none.
package struct NoHistory: Sendable, Equatable, Codable {
  package init() {}
}

/// One step of a defense, as an entry of the catalog.
///
/// A stage is a pure function of the round and its own history. A new stage is one file and one
/// line in `DefenseStages.all`. The rows are read where they lie: norms and distances come from the
/// round, which keeps them for later stages, and `Reductions` and `ColumnStatistics` share out the
/// rest among `round.workers`. Only a stage that mixes rows makes another matrix.
package protocol DefenseStage: PlugIn {
  /// What the stage remembers between rounds; it is saved in checkpoints.
  associatedtype History: Codable & Sendable = NoHistory

  /// Its place in a pipeline.
  static var role: StageRole { get }
  /// All it may use, whatever the options.
  static var knowledge: [Knowledge] { get }
  /// Whether rows are still clients behind it.
  static var keepsIdentity: Bool { get }
  /// Whether, with default options, one client's update cannot move the aggregate further than
  /// honest updates differ, however large it is.
  static var isRobust: Bool { get }

  /// A stage with options that its schema has accepted.
  init(options: Options) throws(OptionError)

  /// What it does use with these options.
  var knowledge: [Knowledge] { get }
  /// Whether it can work on the sum of the updates alone, as secure aggregation gives it, perhaps
  /// with the clients' help.
  var worksOnSums: Bool { get }
  /// What it remembers before the first round.
  var emptyHistory: History { get }

  /// Refuses rounds that are too small for the stage's guarantee.
  ///
  /// - Throws: `AggregationError.tooFewClients`.
  func check(clientCount: Int) throws(AggregationError)

  /// The number of rows behind the stage, if it changes that number by itself.
  func rowCount(from clientCount: Int) -> Int

  /// Does the step. There is at least one row.
  func apply(to round: inout RoundInProgress, history: inout History) throws(AggregationError)
}

extension DefenseStage {
  package static var knowledge: [Knowledge] { [] }
  package static var keepsIdentity: Bool { true }
  package static var isRobust: Bool { false }
  package var knowledge: [Knowledge] { Self.knowledge }
  package var worksOnSums: Bool { false }
  package func check(clientCount: Int) throws(AggregationError) {}
  package func rowCount(from clientCount: Int) -> Int { clientCount }
}

extension DefenseStage where History == NoHistory {
  package var emptyHistory: NoHistory { NoHistory() }
}
