package import Options

/// Which images an attacker relabels, and to what: the map `τ` from true label to wanted label.
///
/// Source: Gu et al., IEEE Access 2019, arXiv:1708.06733, for all three.
package enum LabelPolicy: Sendable, Equatable {
  /// Every other class becomes the target.
  case allToOne(target: Int)
  /// Class `y` becomes `(y + 1) mod C`.
  case allToAll(classCount: Int)
  /// One source class becomes the target; the others are left alone.
  case oneToOne(source: Int, target: Int)

  /// Whether the policy changes this label; only such images are poisoned or count for the attack's
  /// success.
  package func isEligible(_ label: Int) -> Bool {
    switch self {
    case .allToOne(let target): label != target
    case .allToAll(let classCount): classCount > 1
    case .oneToOne(let source, _): label == source
    }
  }

  /// The label `τ(y)` that the attacker wants for an eligible image of class `label`.
  package func target(for label: Int) -> Int {
    switch self {
    case .allToOne(let target), .oneToOne(_, let target): target
    case .allToAll(let classCount): (label + 1) % classCount
    }
  }
}

extension LabelPolicy {
  package static let kinds = ["all-to-one", "all-to-all", "one-to-one"]

  /// Reads the keys `labels` and `target` of an attack.
  ///
  /// - Parameters:
  ///   - labels: `all-to-one`, `all-to-all`, or `{ kind: one-to-one, source: 3 }`.
  ///   - target: a class, or null where the policy needs none.
  ///   - classCount: the number of classes of the data set.
  ///   - path: where the attack stands in its document, for messages.
  /// - Returns: the policy.
  /// - Throws: `OptionError` for a class that does not exist, a source that is the target, an absent
  ///   target, or one that the policy has no use for.
  package static func read(
    labels: OptionValue, target: OptionValue, classCount: Int, at path: OptionPath
  ) throws(OptionError) -> LabelPolicy {
    let place = path + ["labels"]
    let named = try NamedOptions(labels, key: "kind", known: kinds, at: place)
    let kind = try PlugIns.find(named.name, in: kinds, at: place + ["kind"]) { $0 }
    let classes = OptionField.Kind.integer(0...classCount - 1)
    let schema =
      kind == "one-to-one"
      ? OptionSchema([.required("source", classes, "the class that is relabeled")])
      : OptionSchema([])
    let options = try schema.resolve(named.options, at: place)
    guard kind != "all-to-all" else {
      guard target == .null else {
        throw .conflict(path: path + ["target"], reason: "all-to-all gives each class its own")
      }
      return .allToAll(classCount: classCount)
    }
    guard target != .null else {
      throw .missingKey(path: path + ["target"], allowed: classes.allowed)
    }
    let wanted = try classes.check(target, at: path + ["target"]).whole
    guard kind == "one-to-one" else { return .allToOne(target: wanted) }
    let source = options["source"]?.whole ?? 0
    guard source != wanted else {
      throw .conflict(path: place + ["source"], reason: "\(source) is the target already")
    }
    return .oneToOne(source: source, target: wanted)
  }

  /// Reads a key of a section that holds one class.
  static func readClass(
    _ section: OptionValue, _ key: String, setting: PoisoningSetting, at path: OptionPath
  ) throws(OptionError) -> Int {
    try OptionField.Kind.integer(0...setting.classCount - 1)
      .check(section[key] ?? .null, at: path + [key]).whole
  }

  /// The value of the key `labels`.
  package var resolved: OptionValue {
    switch self {
    case .allToOne: "all-to-one"
    case .allToAll: "all-to-all"
    case .oneToOne(let source, _): ["kind": "one-to-one", "source": .int(source)]
    }
  }
}

/// Values that a schema has made sure of.
extension OptionValue {
  var whole: Int {
    guard case .int(let value) = self else { preconditionFailure("\(self) passed as an integer") }
    return value
  }

  var isTrue: Bool { self == .bool(true) }

  var wholes: [Int] {
    guard case .array(let values) = self else { return [] }
    return values.map(\.whole)
  }
}
