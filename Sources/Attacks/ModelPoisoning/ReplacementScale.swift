/// How much a model-replacement attacker scales its update.
package enum ReplacementScale: Sendable, Equatable {
  /// By this factor, above 0.
  case factor(Double)
  /// By the factor that replaces the model in the announced round.
  case exact

  /// The factor γ.
  ///
  /// Exactly, it is the total weight of the round divided by the server's learning rate and by the
  /// weight of its malicious clients: `n / (η m)` if all weigh the same.
  ///
  /// - Parameters:
  ///   - announcement: what the server said of the round.
  ///   - malicious: the ids of all malicious clients.
  /// - Returns: γ; 1 in a round where no malicious client has any weight.
  package func factor(in announcement: RoundAnnouncement, malicious: [Int]) -> Double {
    guard case .exact = self else {
      guard case .factor(let factor) = self else { return 1 }
      return factor
    }
    let share = announcement.weight { malicious.contains($0) }
    guard share > 0 else { return 1 }
    return announcement.weight() / (announcement.serverLearningRate * share)
  }
}

/// A number, or the word `exact`.
extension ReplacementScale: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let factor = try? container.decode(Double.self) {
      self = .factor(factor)
    } else if try container.decode(String.self) == "exact" {
      self = .exact
    } else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a scale is a number or 'exact'")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .factor(let factor): try container.encode(factor)
    case .exact: try container.encode("exact")
    }
  }
}
