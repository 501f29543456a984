/// A mapping in which one key picks among things by name and the other keys are the chosen thing's
/// options, such as `{ name: patch, size: 3 }` or `{ kind: single-shot, round: 12 }`.
///
/// A bare word is the same as a mapping that holds nothing else.
package struct NamedOptions: Sendable, Equatable {
  /// The key that picks: `name` for plug-ins, `kind` for built-in variants.
  package let key: String
  /// What was picked.
  package let name: String
  /// The mapping without that key.
  package let options: OptionValue

  /// Takes a mapping apart.
  ///
  /// - Parameters:
  ///   - value: a word, or a mapping with the key.
  ///   - key: the key that picks.
  ///   - known: the names there are, for the message when none is given.
  ///   - path: where the value stands in its document, for messages.
  /// - Throws: `OptionError` when there is no name or it is not text.
  package init(
    _ value: OptionValue, key: String = "name", known: [String], at path: OptionPath
  ) throws(OptionError) {
    self.key = key
    switch (value, value[key]) {
    case (.string(let word), _):
      name = word
      options = .object([])
    case (.object, .string(let word)?):
      name = word
      var rest = value
      rest[key] = nil
      options = rest
    case (.object, let other?) where other != .null:
      throw .wrongType(path: path + [key], seen: other, allowed: Self.choice(known))
    case (.object, _):
      throw .missingKey(path: path + [key], allowed: Self.choice(known))
    default:
      throw .wrongType(path: path, seen: value, allowed: "a mapping with the key '\(key)'")
    }
  }

  /// The mapping again, the name first, with other options.
  package func with(_ options: OptionValue) -> OptionValue {
    guard case .object(let members) = options else { return .object([.init(key, .string(name))]) }
    return .object([.init(key, .string(name))] + members)
  }

  private static func choice(_ known: [String]) -> String {
    "one of \(known.joined(separator: ", "))"
  }
}

extension NamedOptions {
  /// The same choice with other options, such as those with every default written out.
  package func replacing(_ options: OptionValue) -> NamedOptions {
    NamedOptions(key: key, name: name, options: options)
  }

  private init(key: String, name: String, options: OptionValue) {
    self.key = key
    self.name = name
    self.options = options
  }
}
