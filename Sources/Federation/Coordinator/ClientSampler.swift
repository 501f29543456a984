package import Randomness

/// Draws the clients of each round.
package struct ClientSampler: Sendable {
  private let clients: Int
  private let perRound: Int
  private let forced: [Int: [Int]]
  private let random: RandomStream

  /// A sampler for a run.
  ///
  /// - Parameters:
  ///   - clients: how many clients there are.
  ///   - perRound: how many take part in a round.
  ///   - forced: clients that must be in a round, by round, without a reason given; others are
  ///     drawn for the remaining places.
  ///   - random: the run's stream for sampling.
  package init(clients: Int, perRound: Int, forced: [Int: [Int]], random: RandomStream) {
    precondition(perRound <= clients, "\(perRound) of \(clients) clients cannot be sampled")
    self.clients = clients
    self.perRound = perRound
    self.forced = forced
    self.random = random
  }

  /// The clients of a round, rising; the same for the same round whatever was drawn before.
  package func sample(round: Int) -> [Int] {
    var stream = random.stream(for: "round", .number(round))
    let certain = Array((forced[round] ?? []).sorted().prefix(perRound))
    let others = (0..<clients).filter { !certain.contains($0) }.shuffled(using: &stream)
    return (certain + others.prefix(perRound - certain.count)).sorted()
  }
}
