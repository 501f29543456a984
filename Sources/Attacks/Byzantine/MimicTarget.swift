/// Whom a mimic copies.
package enum MimicTarget: Sendable, Equatable {
  /// The most telling client of the first round of attack.
  case learned
  /// The one at this place among the honest clients of a round, by rising id from 0.
  case place(Int)
}

/// A whole number, or the word `learned`.
extension MimicTarget: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let place = try? container.decode(Int.self) {
      self = .place(place)
    } else if try container.decode(String.self) == "learned" {
      self = .learned
    } else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a target is a place or 'learned'")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .learned: try container.encode("learned")
    case .place(let place): try container.encode(place)
    }
  }
}
