/// By how many standard deviations an attacker moves the mean.
package enum DeviationCount: Sendable, Equatable {
  /// As many as the round's size and the number of attackers allow.
  case formula
  /// This many, not negative.
  case number(Double)
}

/// A number, or the word `formula`.
extension DeviationCount: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if try container.decode(String.self) == "formula" {
      self = .formula
    } else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a count of deviations is a number or 'formula'")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .formula: try container.encode("formula")
    case .number(let number): try container.encode(number)
    }
  }
}
