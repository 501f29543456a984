/// What the server tells every client of a round along with its task.
package struct RoundAnnouncement: Sendable, Equatable, Codable {
  /// How the server weights updates.
  package enum Weighting: String, Sendable, Codable {
    /// By the number of the client's samples.
    case samples
    /// All alike.
    case uniform
  }

  /// Counts from 1.
  package let round: Int
  /// The ids of the clients of the round, rising.
  package let participants: [Int]
  /// The number of samples of each participant.
  package let participantSamples: [Int]
  package let weighting: Weighting
  /// Above 0.
  package let serverLearningRate: Double

  package init(
    round: Int, participants: [Int], participantSamples: [Int], weighting: Weighting,
    serverLearningRate: Double
  ) {
    precondition(
      participants.count == participantSamples.count,
      "\(participants.count) participants, \(participantSamples.count) sample counts")
    precondition(serverLearningRate > 0, "a server learning rate of \(serverLearningRate)")
    self.round = round
    self.participants = participants
    self.participantSamples = participantSamples
    self.weighting = weighting
    self.serverLearningRate = serverLearningRate
  }

  /// The weight of all participants for whom `isIncluded` holds: samples, or heads.
  package func weight(where isIncluded: (Int) -> Bool = { _ in true }) -> Double {
    zip(participants, participantSamples).reduce(0.0) { sum, client in
      guard isIncluded(client.0) else { return sum }
      return sum + (weighting == .samples ? Double(client.1) : 1)
    }
  }
}
