import Foundation
package import Aggregation
package import Options

/// `summary.json`: what a run was and what came of it.
package struct Summary: Codable, Sendable, Equatable {
  /// How a run ended.
  package enum Status: String, Codable, Sendable {
    case completed
    case failed
    case interrupted
  }

  /// The version of this document's format.
  package var schema = 1
  package var runId: String
  package var name: String
  package var seed: Int
  package var status: Status
  /// Why the run failed; nil otherwise.
  package var error: String?
  /// Of the program.
  package var version: String
  package var backend: String
  /// The processor's instruction set as far as the backend's bits depend on it.
  package var instructionSet: String
  package var parameters: Int
  package var processes: Int
  /// The ground truth, which neither coordinator nor defense knew.
  package var maliciousClients: [Int]
  /// What each stage of the defense consumes beyond the updates.
  package var defense: [StageKnowledge]
  /// What the attackers were granted and what came of it; nil in an honest federation.
  package var attack: AttackRecord?
  package var rounds: [RoundRecord]
  /// The same federation with every client honest; nil if the experiment does not ask for it.
  package var cleanTwin: CleanTwinRecord?
  package var final: Score
  package var postTraining: [RepairRecord]
  package var seconds: Seconds

  package init(runId: String, name: String, seed: Int, version: String, backend: String) {
    self.runId = runId
    self.name = name
    self.seed = seed
    self.version = version
    self.backend = backend
    status = .completed
    instructionSet = ""
    parameters = 0
    processes = 0
    maliciousClients = []
    defense = []
    rounds = []
    final = Score(cleanAccuracy: nil, attackSuccessRate: nil, robustAccuracy: nil)
    postTraining = []
    seconds = Seconds()
  }

  /// How a model does, as every table shows it.
  package struct Score: Codable, Sendable, Equatable {
    package var cleanAccuracy: Double?
    package var attackSuccessRate: Double?
    /// Share of the attacker's images that still get their true label; nil also where that is not
    /// known.
    package var robustAccuracy: Double?

    package init(cleanAccuracy: Double?, attackSuccessRate: Double?, robustAccuracy: Double?) {
      self.cleanAccuracy = cleanAccuracy
      self.attackSuccessRate = attackSuccessRate
      self.robustAccuracy = robustAccuracy
    }

    package func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(cleanAccuracy, forKey: .cleanAccuracy)
      try container.encode(attackSuccessRate, forKey: .attackSuccessRate)
      try container.encode(robustAccuracy, forKey: .robustAccuracy)
    }
  }

  package struct Seconds: Codable, Sendable, Equatable {
    /// From the start of the program to the first task.
    package var startup = 0.0
    package var total = 0.0

    package init() {}
  }
}

/// One step of post-training: the model before and after it.
package struct RepairRecord: Codable, Sendable, Equatable {
  package var name: String
  package var before: Summary.Score
  package var after: Summary.Score
  /// The parts of the step with scores of their own, and what the method found.
  package var details: OptionValue

  package init(
    name: String, before: Summary.Score, after: Summary.Score, details: OptionValue
  ) {
    self.name = name
    self.before = before
    self.after = after
    self.details = details
  }
}

extension Summary {
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(schema, forKey: .schema)
    try container.encode(runId, forKey: .runId)
    try container.encode(name, forKey: .name)
    try container.encode(seed, forKey: .seed)
    try container.encode(status, forKey: .status)
    try container.encode(error, forKey: .error)
    try container.encode(version, forKey: .version)
    try container.encode(backend, forKey: .backend)
    try container.encode(instructionSet, forKey: .instructionSet)
    try container.encode(parameters, forKey: .parameters)
    try container.encode(processes, forKey: .processes)
    try container.encode(maliciousClients, forKey: .maliciousClients)
    try container.encode(defense, forKey: .defense)
    try container.encode(attack, forKey: .attack)
    try container.encode(rounds, forKey: .rounds)
    try container.encode(cleanTwin, forKey: .cleanTwin)
    try container.encode(final, forKey: .final)
    try container.encode(postTraining, forKey: .postTraining)
    try container.encode(seconds, forKey: .seconds)
  }
}

extension Summary {
  /// The summary of a run; nil while there is none that can be read.
  package static func read(_ folder: RunFolder) -> Summary? {
    FileManager.default.contents(atPath: folder.summary).flatMap {
      try? RunJSON.decode(Summary.self, from: $0)
    }
  }
}
