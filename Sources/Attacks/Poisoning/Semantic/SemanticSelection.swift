import Options
package import Tensors

/// Which images have the feature that a semantic backdoor answers to.
package enum SemanticSelection: Sendable, Equatable {
  /// Positions in the training set: what attackers train on, and what success is measured on.
  case positions(train: [Int], test: [Int])
  /// Whatever has an attribute; success is measured on the test images that have it.
  case attribute(ImageAttribute)

  /// Training images that only attackers may have, rising.
  package func withheld(from training: any LabeledImages) -> [Int] {
    switch self {
    case .positions(let train, let test): (train + test).sorted()
    case .attribute(let attribute): attribute.positions(in: training, training: training)
    }
  }

  /// Those of the withheld images that attackers train on.
  package func training(among withheld: ImageSubset) -> ImageSubset {
    guard case .positions(_, let test) = self else { return withheld }
    let heldOut = Set(test)
    return ImageSubset(
      withheld.base, indices: withheld.indices.filter { !heldOut.contains($0) })
  }
}

extension SemanticSelection {
  static let fields: [OptionField] = [
    .optional(
      "set", .choice(SemanticSet.all.map(\.name)),
      "images that were found by eye; striped-wall, green-car and racing-stripe of cifar-10"),
    .optional(
      "train_ids", .list(of: .integer(atLeast: 0)),
      "instead of set: positions in the training set that attackers train on"),
    .optional(
      "test_ids", .list(of: .integer(atLeast: 0)),
      "with train_ids: positions in the training set that success is measured on"),
    .optional(
      "attribute", .any,
      "instead of set: { name: ink, slant or channel, source: class, share: 0.1, side: above or below }"
    ),
  ]

  /// Reads the keys `set`, `train_ids` with `test_ids`, or `attribute`.
  ///
  /// - Parameters:
  ///   - section: resolved by a schema with `fields`.
  ///   - target: the class that the attacker wants.
  ///   - setting: the data set.
  ///   - path: where the section stands in its document, for messages.
  /// - Returns: the selection, and the value of `attribute` with every default written out.
  /// - Throws: `OptionError` unless exactly one of the three ways is taken, and for images that are of
  ///   the target class anyhow.
  static func read(
    _ section: OptionValue, target: Int, setting: PoisoningSetting, at path: OptionPath
  ) throws(OptionError) -> (value: SemanticSelection, attribute: OptionValue) {
    let given = fields.map(\.key).filter { section[$0].map { $0 != .null } == true }
    switch given {
    case ["set"]:
      return (try named(section["set"] ?? .null, target, setting, path + ["set"]), .null)
    case ["train_ids", "test_ids"]: return (try listed(section, at: path), .null)
    case ["attribute"]:
      let place = path + ["attribute"]
      let read = try ImageAttribute.read(
        section["attribute"] ?? .null, setting: setting, at: place)
      guard read.value.source != target else {
        throw .conflict(path: place + ["source"], reason: "\(target) is the target already")
      }
      return (.attribute(read.value), read.resolved)
    case []:
      throw .missingKey(
        path: path + ["set"],
        allowed: "one of \(SemanticSet.all.map(\.name).joined(separator: ", ")); "
          + "or give train_ids and test_ids, or an attribute")
    default:
      throw .conflict(
        path: path + [given[0]],
        reason: "images are chosen by set, by train_ids and test_ids, or by attribute, and not by "
          + given.joined(separator: ", "))
    }
  }

  // MARK: - Details

  private static func named(
    _ name: OptionValue, _ target: Int, _ setting: PoisoningSetting, _ path: OptionPath
  ) throws(OptionError) -> SemanticSelection {
    guard let set = SemanticSet.all.first(where: { .string($0.name) == name }) else {
      preconditionFailure("the schema let '\(name)' pass as a set")
    }
    guard set.dataset == setting.dataset else {
      throw .conflict(
        path: path, reason: "its images are of \(set.dataset), not of \(setting.dataset)")
    }
    guard set.label != target else {
      throw .conflict(path: path, reason: "its images are of the target class \(target) already")
    }
    return .positions(train: set.train, test: set.test)
  }

  private static func listed(
    _ section: OptionValue, at path: OptionPath
  ) throws(OptionError) -> SemanticSelection {
    var known: Set<Int> = []
    for key in ["train_ids", "test_ids"] {
      let ids = (section[key] ?? .null).wholes
      guard !ids.isEmpty else {
        throw .outOfRange(path: path + [key], seen: .array([]), allowed: "at least one position")
      }
      for (index, id) in ids.enumerated() where !known.insert(id).inserted {
        throw .conflict(
          path: path + [key, "\(index)"], reason: "image \(id) stands in a list already")
      }
    }
    return .positions(
      train: (section["train_ids"] ?? .null).wholes.sorted(),
      test: (section["test_ids"] ?? .null).wholes.sorted())
  }
}
