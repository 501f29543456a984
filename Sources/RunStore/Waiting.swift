/// A number of rounds until something happens, which may be after the end of the run.
package struct Waiting: Codable, Sendable, Equatable {
  /// Nil if it has not happened.
  package let rounds: Double?
  /// Whether the run ended first, so that the number is larger than the run can tell.
  package let isCensored: Bool

  /// It took so many rounds.
  package init(_ rounds: Double) {
    self.rounds = rounds
    isCensored = false
  }

  private init() {
    rounds = nil
    isCensored = true
  }

  /// It has not happened.
  package static let censored = Waiting()

  private enum CodingKeys: String, CodingKey {
    case rounds
    case isCensored = "censored"
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(rounds, forKey: .rounds)
    try container.encode(isCensored, forKey: .isCensored)
  }
}
