/// The fields that a mapping may have, and the check of a mapping against them.
package struct OptionSchema: Sendable {
  package let fields: [OptionField]

  package init(_ fields: [OptionField]) { self.fields = fields }

  /// The names of the fields, in order.
  package var keys: [String] { fields.map(\.key) }

  /// The mapping with every default filled in, in the order of the fields.
  ///
  /// - Parameters:
  ///   - value: a mapping, or null for an empty one.
  ///   - path: where the mapping stands in its document, for messages; empty at the top.
  /// - Returns: a mapping with a value, perhaps null, for every field.
  /// - Throws: `OptionError` for an unknown key, an absent required key, a value of a wrong kind or
  ///   outside its range.
  package func resolve(_ value: OptionValue, at path: OptionPath = []) throws(OptionError)
    -> OptionValue
  {
    let given = value == .null ? .object([]) : value
    guard case .object(let members) = given else {
      throw .wrongType(path: path, seen: value, allowed: "a mapping")
    }
    for member in members where !keys.contains(member.key) {
      throw .unknownKey(path: path + [member.key], known: keys)
    }
    var resolved: [OptionValue.Member] = []
    for field in fields {
      let place = path + [field.key]
      let isAbsent = given[field.key] == nil || given[field.key] == .null
      if isAbsent, let value = field.defaultValue, value == .null {
        resolved.append(.init(field.key, .null))
      } else if isAbsent, field.defaultValue == nil {
        throw .missingKey(path: place, allowed: field.kind.allowed)
      } else if let value = isAbsent ? field.defaultValue : given[field.key] {
        resolved.append(.init(field.key, try field.kind.check(value, at: place)))
      }
    }
    return .object(resolved)
  }
}

extension OptionField.Kind {
  /// The value, with the defaults of its sections filled in, if it is of this kind and in range.
  package func check(_ value: OptionValue, at path: OptionPath) throws(OptionError) -> OptionValue {
    switch (self, value) {
    case (.any, _), (.bool, .bool), (.text, .string): return value
    case (.text, .int), (.text, .double): return .string(value.description)
    case (.integer(let range), .int(let number)) where range.contains(number): return value
    case (.number(let range, let above), .int(let number)):
      _ = try checkNumber(Double(number), range, above, value, path)
      return value
    case (.number(let range, let above), .double(let number)):
      return try checkNumber(number, range, above, value, path)
    case (.choice(let words), .string(let word)):
      if words.contains(word) { return value }
      throw .unknownName(path: path, name: word, known: words)
    case (.oneOf(let kinds), _): return try checkAlternatives(kinds, value, path)
    case (.list(let kind), .array(let values)):
      var checked: [OptionValue] = []
      for (index, element) in values.enumerated() {
        checked.append(try kind.check(element, at: path + ["\(index)"]))
      }
      return .array(checked)
    case (.section(let schema), _): return try schema.resolve(value, at: path)
    case (.integer, .int): throw .outOfRange(path: path, seen: value, allowed: allowed)
    default: throw .wrongType(path: path, seen: value, allowed: allowed)
    }
  }

  private func checkNumber(
    _ number: Double, _ range: ClosedRange<Double>, _ above: Bool, _ value: OptionValue,
    _ path: OptionPath
  ) throws(OptionError) -> OptionValue {
    guard number.isFinite, range.contains(number), !(above && number == range.lowerBound) else {
      throw .outOfRange(path: path, seen: value, allowed: allowed)
    }
    return value
  }

  private func checkAlternatives(
    _ kinds: [OptionField.Kind], _ value: OptionValue, _ path: OptionPath
  ) throws(OptionError) -> OptionValue {
    for kind in kinds {
      if let checked = try? kind.check(value, at: path) { return checked }
    }
    throw .outOfRange(path: path, seen: value, allowed: allowed)
  }
}
