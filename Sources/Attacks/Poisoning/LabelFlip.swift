package import Options
package import Randomness

/// How labels are flipped where images are left alone.
///
/// Sources: Tolpegin et al., ESORICS 2020, arXiv:2007.08432, for one source class; Li et al., "Blades",
/// arXiv:2206.05359, for the inverse.
package enum LabelFlip: Sendable, Equatable {
  /// Class `y` becomes `C − 1 − y`; with an odd number of classes the middle one stays.
  case inverse(classCount: Int)
  /// Class `y` becomes `(y + 1) mod C`.
  case cyclic(classCount: Int)
  /// Each image gets one of the other labels, all equally likely.
  case random(classCount: Int)
  /// One class becomes another one; the others are left alone.
  case sourceTarget(source: Int, target: Int)

  /// Whether images of a class get another label.
  package func isEligible(_ label: Int) -> Bool {
    switch self {
    case .random(let classCount): classCount > 1
    case .sourceTarget(let source, _): label == source
    case .inverse, .cyclic: target(for: label) != label
    }
  }

  /// The label that all images of a class get; nil where it is drawn for each image.
  package func target(for label: Int) -> Int? {
    switch self {
    case .inverse(let classCount): classCount - 1 - label
    case .cyclic(let classCount): (label + 1) % classCount
    case .random: nil
    case .sourceTarget(let source, let target): label == source ? target : label
    }
  }

  /// The label that an eligible image gets.
  ///
  /// - Parameters:
  ///   - label: its true label.
  ///   - random: the image's own stream.
  /// - Returns: another label.
  package func flipped(_ label: Int, random: RandomStream) -> Int {
    guard case .random(let classCount) = self else { return target(for: label) ?? label }
    var random = random
    return (label + 1 + random.integer(below: classCount - 1)) % classCount
  }
}

extension LabelFlip {
  package static let kinds = ["inverse", "cyclic", "random", "source-target"]

  /// Reads the key `flip` of an attack.
  ///
  /// - Parameters:
  ///   - value: a kind, or `{ kind: source-target, source: 5, target: 3 }`.
  ///   - classCount: the number of classes of the data set.
  ///   - path: where the key stands in its document, for messages.
  /// - Returns: the flip, and its value with every default written out.
  /// - Throws: `OptionError` for a class that does not exist, and a source that is the target.
  package static func read(
    _ value: OptionValue, classCount: Int, at path: OptionPath
  ) throws(OptionError) -> (value: LabelFlip, resolved: OptionValue) {
    let named = try NamedOptions(value, key: "kind", known: kinds, at: path)
    let kind = try PlugIns.find(named.name, in: kinds, at: path + ["kind"]) { $0 }
    guard kind == "source-target" else {
      _ = try OptionSchema([]).resolve(named.options, at: path)
      switch kind {
      case "inverse": return (.inverse(classCount: classCount), .string(kind))
      case "cyclic": return (.cyclic(classCount: classCount), .string(kind))
      default: return (.random(classCount: classCount), .string(kind))
      }
    }
    let classes = OptionField.Kind.integer(0...classCount - 1)
    let options = try OptionSchema([
      .required("source", classes, "the class that is relabeled"),
      .required("target", classes, "the label that it gets"),
    ]).resolve(named.options, at: path)
    let (source, target) = ((options["source"] ?? .null).whole, (options["target"] ?? .null).whole)
    guard source != target else {
      throw .conflict(path: path + ["target"], reason: "\(target) is the source already")
    }
    return (.sourceTarget(source: source, target: target), named.with(options))
  }
}
