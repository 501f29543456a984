/// What a stage of a pipeline consumes beyond the updates.
package struct StageKnowledge: Sendable, Equatable, Codable {
  package let stage: String
  package let consumes: [Knowledge]
}

/// What a defense made of a round.
package struct AggregationResult: Sendable, Equatable {
  /// `d` values: the step that the server optimizer applies.
  package let aggregate: [Float]
  /// One per client that answered, by rising id.
  package let verdicts: [Verdict]
  /// What stages had to say, in order.
  package let notes: [StageNote]
  /// What each stage consumed, in order.
  package let knowledge: [StageKnowledge]

  init(_ round: RoundInProgress, knowledge: [StageKnowledge]) {
    aggregate = round.aggregate ?? []
    verdicts = (round.verdicts + round.view.malformed).sorted { $0.client < $1.client }
    notes = round.notes
    self.knowledge = knowledge
  }

  /// The ids of the clients whose updates were accepted, rising.
  package var accepted: [Int] { verdicts.filter(\.accepted).map(\.client) }
}
