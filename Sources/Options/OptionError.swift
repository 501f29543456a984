/// The way from the top of a document to a value: keys, and positions in lists as decimal text.
package typealias OptionPath = [String]

/// What can be wrong with a value in an experiment file or a `--set` argument.
package enum OptionError: Error, Equatable {
  case unknownKey(path: OptionPath, known: [String])
  case missingKey(path: OptionPath, allowed: String)
  case wrongType(path: OptionPath, seen: OptionValue, allowed: String)
  case outOfRange(path: OptionPath, seen: OptionValue, allowed: String)
  /// A plug-in or a word that does not exist.
  case unknownName(path: OptionPath, name: String, known: [String])
  /// Values that are each fine but do not go together.
  case conflict(path: OptionPath, reason: String)

  /// Where in the document the fault lies.
  package var path: OptionPath {
    switch self {
    case .unknownKey(let path, _), .missingKey(let path, _), .wrongType(let path, _, _),
      .outOfRange(let path, _, _), .unknownName(let path, _, _), .conflict(let path, _):
      path
    }
  }

  /// The same fault in a value that stands further down in a document.
  package func prefixed(by prefix: OptionPath) -> OptionError {
    let path = prefix + self.path
    return switch self {
    case .unknownKey(_, let known): .unknownKey(path: path, known: known)
    case .missingKey(_, let allowed): .missingKey(path: path, allowed: allowed)
    case .wrongType(_, let seen, let allowed):
      .wrongType(path: path, seen: seen, allowed: allowed)
    case .outOfRange(_, let seen, let allowed):
      .outOfRange(path: path, seen: seen, allowed: allowed)
    case .unknownName(_, let name, let known): .unknownName(path: path, name: name, known: known)
    case .conflict(_, let reason): .conflict(path: path, reason: reason)
    }
  }
}

extension OptionError: CustomStringConvertible {
  /// One sentence: what was seen, what is allowed, and the nearest known name.
  package var description: String {
    switch self {
    case .unknownKey(let path, let known):
      "'\(path.dotted)' is not a key that exists here; \(Self.choice(path.last ?? "", known))"
    case .missingKey(let path, let allowed): "'\(path.dotted)' is required; it must be \(allowed)"
    case .wrongType(let path, let seen, let allowed):
      "'\(path.dotted)' is \(seen.kind) (\(seen)); it must be \(allowed)"
    case .outOfRange(let path, let seen, let allowed):
      "'\(path.dotted)' is \(seen); it must be \(allowed)"
    case .unknownName(let path, let name, let known):
      "'\(path.dotted)' names '\(name)', which does not exist; \(Self.choice(name, known))"
    case .conflict(let path, let reason): "'\(path.dotted)' cannot be so: \(reason)"
    }
  }

  private static func choice(_ name: String, _ known: [String]) -> String {
    let all = "choose one of \(known.joined(separator: ", "))"
    guard let nearest = NearestName.find(name, in: known) else { return all }
    return "did you mean '\(nearest)'? (\(all))"
  }
}

extension OptionPath {
  /// The path as `--set` takes it, such as `attack.fraction`.
  package var dotted: String { isEmpty ? "the document" : joined(separator: ".") }
}
