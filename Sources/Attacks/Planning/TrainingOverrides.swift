package import Networks
package import Options

/// What a malicious client changes in how everybody trains; what is not given is as for everyone.
package struct TrainingOverrides: Sendable, Equatable {
  /// A partial `training` mapping, or null.
  package let values: OptionValue

  package init(_ values: OptionValue = .null) { self.values = values }

  /// The attacker's own training.
  ///
  /// Keys are merged one by one, those of the optimizer too; only with another optimizer than
  /// everybody's, its other keys start from that optimizer's defaults.
  ///
  /// - Parameters:
  ///   - base: how honest clients train.
  ///   - path: where the overrides stand in their document, for messages.
  /// - Returns: the base with what the overrides give.
  /// - Throws: `OptionError` for keys and values that the training schema refuses.
  package func merged(
    over base: TrainingOptions, at path: OptionPath = []
  ) throws(OptionError) -> TrainingOptions {
    guard case .object = values else {
      guard values == .null else {
        throw .wrongType(path: path, seen: values, allowed: "a mapping, such as training's")
      }
      return base
    }
    do {
      let merged = Self.merge(values, over: try OptionValue(encoding: base))
      return try TrainingOptions.schema.resolve(merged, at: path).decoded()
    } catch let error as OptionError {
      throw error
    } catch {
      preconditionFailure("the schema of the training and its options disagree: \(error)")
    }
  }

  // MARK: - Details

  private static func merge(_ change: OptionValue, over base: OptionValue) -> OptionValue {
    guard case .object(let members) = change, case .object = base else { return change }
    if let name = change["name"], name != base["name"] { return change }
    var merged = base
    for member in members {
      merged[member.key] = merge(member.value, over: base[member.key] ?? .null)
    }
    return merged
  }
}
