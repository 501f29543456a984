/// One option of a plug-in or one key of an experiment: its name, type, range, default, meaning.
///
/// The experiment reader checks values against it, `muster describe` prints it, and the resolved
/// experiment gets its default, so an option is written down once.
package struct OptionField: Sendable {
  /// What values a key accepts.
  package enum Kind: Sendable {
    case bool
    /// A whole number between the bounds, both included.
    case integer(ClosedRange<Int>)
    /// A finite number between the bounds; `above` leaves out the lower bound itself.
    case number(ClosedRange<Double>, above: Bool = false)
    case text
    /// One of these words.
    case choice([String])
    /// Either of several kinds, such as a number or the word `exact`.
    indirect case oneOf([Kind])
    /// A list whose elements are of one kind.
    indirect case list(of: Kind)
    /// A mapping with fields of its own.
    indirect case section(OptionSchema)
    /// Checked by whoever reads it, such as a plug-in chosen by name.
    case any
  }

  package let key: String
  package let kind: Kind
  /// The value when the key is absent; `nil` makes the key required, `.null` makes it optional.
  package let defaultValue: OptionValue?
  /// One sentence for `muster describe`, without a period.
  package let summary: String

  package init(_ key: String, _ kind: Kind, default value: OptionValue?, _ summary: String) {
    self.key = key
    self.kind = kind
    self.defaultValue = value
    self.summary = summary
  }

  /// A required key.
  package static func required(_ key: String, _ kind: Kind, _ summary: String) -> OptionField {
    OptionField(key, kind, default: nil, summary)
  }

  /// A key that may be left out and then has no value.
  package static func optional(_ key: String, _ kind: Kind, _ summary: String) -> OptionField {
    OptionField(key, kind, default: .null, summary)
  }
}

extension OptionField.Kind {
  /// Any whole number from `lower` up.
  package static func integer(atLeast lower: Int) -> Self { .integer(lower...Int(Int32.max)) }

  /// Any finite number from `lower` up.
  package static func number(atLeast lower: Double) -> Self {
    .number(lower...Double.greatestFiniteMagnitude)
  }

  /// Any finite number greater than `lower`.
  package static func number(above lower: Double) -> Self {
    .number(lower...Double.greatestFiniteMagnitude, above: true)
  }

  /// A share or a probability.
  package static var rate: Self { .number(0...1) }

  /// What is allowed, as the end of the sentence "… must be".
  package var allowed: String {
    switch self {
    case .bool: "true or false"
    case .integer(let range):
      range.upperBound >= Int(Int32.max)
        ? "a whole number of at least \(range.lowerBound)"
        : "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .number(let range, let above):
      switch (range.upperBound == .greatestFiniteMagnitude, above) {
      case (true, true): "a number above \(range.lowerBound)"
      case (true, false): "a number of at least \(range.lowerBound)"
      case (false, true): "a number above \(range.lowerBound), at most \(range.upperBound)"
      case (false, false): "a number from \(range.lowerBound) to \(range.upperBound)"
      }
    case .text: "text"
    case .choice(let words): words.joined(separator: " or ")
    case .oneOf(let kinds): kinds.map(\.allowed).joined(separator: ", or ")
    case .list(let kind): "a list, each element \(kind.allowed)"
    case .section(let schema): "a mapping with the keys \(schema.keys.joined(separator: ", "))"
    case .any: "a value"
    }
  }
}
