package import Options
package import Randomness

/// Which clients are malicious.
package enum MaliciousSelection: Sendable, Equatable {
  /// A share of all clients, drawn by the run's seed.
  case fraction(Double)
  /// These clients; ids rising, none twice.
  case clients([Int])

  /// The ids of the malicious clients.
  ///
  /// A fraction of `n` clients makes `floor(fraction × n + 1/2)` of them malicious, and at least one
  /// unless the fraction is 0.
  ///
  /// - Parameters:
  ///   - clientCount: the number of all clients.
  ///   - random: the run's root stream; a child of it draws.
  /// - Returns: ids in `0..<clientCount`, rising.
  package func ids(among clientCount: Int, random: RandomStream) -> [Int] {
    switch self {
    case .clients(let ids): return ids
    case .fraction:
      var stream = random.stream(for: "malicious")
      return Array(0..<clientCount).shuffled(using: &stream).prefix(count(among: clientCount))
        .sorted()
    }
  }

  /// How many of so many clients are malicious.
  package func count(among clientCount: Int) -> Int {
    switch self {
    case .clients(let ids): return ids.count
    case .fraction(let fraction):
      let rounded = Int((fraction * Double(clientCount) + 0.5).rounded(.down))
      return fraction > 0 ? max(1, rounded) : 0
    }
  }
}

extension MaliciousSelection {
  /// The keys of an attack that say who attacks; one of them is given.
  package static let fields: [OptionField] = [
    .optional(
      "fraction", .rate, "share of the clients that are malicious; at least one unless it is 0"),
    .optional("clients", .list(of: .integer(atLeast: 0)), "ids of the malicious clients"),
  ]

  /// Reads those keys.
  ///
  /// - Parameters:
  ///   - section: a mapping that a schema with `fields` has resolved.
  ///   - clientCount: the number of all clients.
  ///   - path: where the attack stands in its document, for messages.
  /// - Returns: the selection.
  /// - Throws: `OptionError` when both are given or neither, an id is unknown or stands twice.
  static func read(_ section: OptionValue, clientCount: Int, at path: OptionPath)
    throws(OptionError) -> MaliciousSelection
  {
    switch (section["fraction"] ?? .null, section["clients"] ?? .null) {
    case (.null, .null):
      throw .missingKey(
        path: path + ["fraction"], allowed: "a share of the clients, or 'clients' a list of ids")
    case (let fraction, .null): return .fraction(fraction.double)
    case (.null, .array(let values)):
      var ids: [Int] = []
      for (index, value) in values.enumerated() {
        let place = path + ["clients", "\(index)"]
        guard case .int(let id) = value, id < clientCount else {
          throw .outOfRange(path: place, seen: value, allowed: "a client, 0 to \(clientCount - 1)")
        }
        guard !ids.contains(id) else {
          throw .conflict(path: place, reason: "client \(id) stands in the list already")
        }
        ids.append(id)
      }
      return .clients(ids.sorted())
    default:
      throw .conflict(path: path + ["clients"], reason: "'fraction' already says who is malicious")
    }
  }
}

extension OptionValue {
  /// The number that a schema has made sure of.
  var double: Double {
    switch self {
    case .int(let value): Double(value)
    case .double(let value): value
    default: preconditionFailure("\(self) passed as a number")
    }
  }
}
