package import Options

/// The rounds in which an attacker attacks; in all others it trains as honest clients do.
///
/// Rounds count from 1.
package enum AttackSchedule: Sendable, Equatable {
  /// Every round in which a malicious client is sampled.
  case continuous
  /// One round, in which every malicious client takes part (Bagdasaryan et al., AISTATS 2020,
  /// arXiv:1807.00459).
  case singleShot(round: Int)
  /// Every so many rounds from one round to another, both included, when sampled; `nil` is no end.
  case window(from: Int, to: Int?, every: Int)
  /// Rounds 1, 1 + every, 1 + 2·every and so on, with one malicious client sure to take part (Wang et
  /// al., NeurIPS 2020, arXiv:2007.05084).
  case fixedFrequency(every: Int)

  /// Whether malicious clients attack in a round.
  package func isActive(round: Int) -> Bool {
    switch self {
    case .continuous: true
    case .singleShot(let only): round == only
    case .window(let from, let to, let every):
      round >= from && round <= to ?? .max && (round - from).isMultiple(of: every)
    case .fixedFrequency(let every): (round - 1).isMultiple(of: every)
    }
  }

  /// The first round of attack.
  package var firstRound: Int {
    switch self {
    case .continuous, .fixedFrequency: 1
    case .singleShot(let round): round
    case .window(let from, _, _): from
    }
  }

  /// The last round of attack, which may lie behind that of the run; nil if there is no end.
  package var lastRound: Int? {
    switch self {
    case .continuous, .fixedFrequency: nil
    case .singleShot(let round): round
    case .window(let from, let to, let every): to.map { $0 - ($0 - from) % every }
    }
  }

  /// Whether a round needs an attacker among its clients, sampled or not.
  package func forcesAttacker(round: Int) -> Bool {
    switch self {
    case .continuous, .window: false
    case .singleShot, .fixedFrequency: isActive(round: round)
    }
  }

  /// The clients that must take part in a round: all malicious ones for a single shot, one after the
  /// other for a fixed frequency.
  ///
  /// - Parameters:
  ///   - round: counts from 1.
  ///   - malicious: ids, rising.
  /// - Returns: ids, rising; empty in rounds that force nobody.
  package func forcedClients(round: Int, malicious: [Int]) -> [Int] {
    guard forcesAttacker(round: round), !malicious.isEmpty else { return [] }
    guard case .fixedFrequency(let every) = self else { return malicious }
    return [malicious[(round - 1) / every % malicious.count]]
  }
}

// MARK: - As written in an experiment

extension AttackSchedule: Codable {
  private enum Kind: String, Codable, CaseIterable {
    case continuous
    case singleShot = "single-shot"
    case window
    case fixedFrequency = "fixed-frequency"

    var schema: OptionSchema {
      let every = OptionField(
        "every", .integer(atLeast: 1), default: 1, "rounds from one attack to the next")
      return switch self {
      case .continuous: OptionSchema([])
      case .singleShot:
        OptionSchema([.required("round", .integer(atLeast: 1), "the round of the attack")])
      case .window:
        OptionSchema([
          .init("from", .integer(atLeast: 1), default: 1, "the first round"),
          .optional("to", .integer(atLeast: 1), "the last round; left out, there is no end"), every,
        ])
      case .fixedFrequency:
        OptionSchema([
          .required("every", .integer(atLeast: 1), "rounds from one attack to the next")
        ])
      }
    }
  }

  private enum Key: CodingKey { case kind, round, from, to, every }

  /// Reads a kind, or a mapping of a kind and its options.
  ///
  /// - Throws: `OptionError` for an unknown kind, and options that it lacks or does not have.
  package static func read(_ value: OptionValue, at path: OptionPath) throws(OptionError)
    -> (value: AttackSchedule, resolved: OptionValue)
  {
    let known = Kind.allCases.map(\.rawValue)
    let named = try NamedOptions(value, key: "kind", known: known, at: path)
    let kind = try PlugIns.find(named.name, in: Kind.allCases, at: path + ["kind"]) { $0.rawValue }
    let resolved = named.with(try kind.schema.resolve(named.options, at: path))
    let schedule: AttackSchedule
    do {
      schedule = try resolved.decoded()
    } catch {
      preconditionFailure("the schema of the schedule '\(kind.rawValue)' disagrees: \(error)")
    }
    if case .window(let from, let to?, _) = schedule, to < from {
      throw .conflict(path: path + ["to"], reason: "round \(to) is before round \(from)")
    }
    return (schedule, resolved)
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    self =
      switch try container.decode(Kind.self, forKey: .kind) {
      case .continuous: .continuous
      case .singleShot: .singleShot(round: try container.decode(Int.self, forKey: .round))
      case .window:
        .window(
          from: try container.decode(Int.self, forKey: .from),
          to: try container.decodeIfPresent(Int.self, forKey: .to),
          every: try container.decode(Int.self, forKey: .every))
      case .fixedFrequency:
        .fixedFrequency(every: try container.decode(Int.self, forKey: .every))
      }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .continuous: try container.encode(Kind.continuous, forKey: .kind)
    case .singleShot(let round):
      try container.encode(Kind.singleShot, forKey: .kind)
      try container.encode(round, forKey: .round)
    case .window(let from, let to, let every):
      try container.encode(Kind.window, forKey: .kind)
      try container.encode(from, forKey: .from)
      try container.encodeIfPresent(to, forKey: .to)
      try container.encode(every, forKey: .every)
    case .fixedFrequency(let every):
      try container.encode(Kind.fixedFrequency, forKey: .kind)
      try container.encode(every, forKey: .every)
    }
  }
}
