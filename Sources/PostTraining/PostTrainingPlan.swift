package import Networks
package import Options

/// The `post_training` section of an experiment, checked.
package struct PostTrainingPlan: Sendable {
  /// One entry of the list `steps`.
  package struct Step: Sendable {
    /// The repair's name in the catalog.
    package let name: String
    package let method: any RepairMethod
  }

  package static let schema = OptionSchema([
    .init(
      "clean_samples", .integer(atLeast: 10), default: 500,
      "training images that the defender holds and no client has"),
    .required("steps", .list(of: .any), "repairs, in order: each a name and its options"),
  ])

  /// The number of clean images that the defender holds.
  package let cleanSamples: Int
  package let steps: [Step]
  /// The whole section, with every default written out.
  package let resolved: OptionValue

  /// Reads the section.
  ///
  /// - Parameters:
  ///   - section: the mapping under `post_training`.
  ///   - model: the model that is to be repaired.
  ///   - path: where the section stands in its document, for messages.
  /// - Returns: the plan.
  /// - Throws: `OptionError` for unknown keys and names, values of a wrong kind or range, and
  ///   repairs that the model does not allow.
  package static func read(
    _ section: OptionValue, model: Model, at path: OptionPath = ["post_training"]
  ) throws(OptionError) -> PostTrainingPlan {
    var resolved = try schema.resolve(section, at: path)
    guard case .array(let values)? = resolved["steps"],
      case .int(let count)? = resolved["clean_samples"]
    else { preconditionFailure("the schema of post_training let \(resolved) pass") }
    var steps: [Step] = []
    var written: [OptionValue] = []
    for (index, value) in values.enumerated() {
      let (step, options) = try readStep(value, model, at: path + ["steps", "\(index)"])
      steps.append(step)
      written.append(options)
    }
    resolved["steps"] = .array(written)
    return PostTrainingPlan(cleanSamples: count, steps: steps, resolved: resolved)
  }

  /// The same clean images, and no repair.
  package func withoutSteps() -> PostTrainingPlan {
    var resolved = resolved
    resolved["steps"] = []
    return PostTrainingPlan(cleanSamples: cleanSamples, steps: [], resolved: resolved)
  }

  // MARK: - Details

  private static func readStep(_ value: OptionValue, _ model: Model, at path: OptionPath)
    throws(OptionError) -> (Step, OptionValue)
  {
    let named = try NamedOptions(value, known: RepairMethods.names, at: path)
    let type = try RepairMethods.find(named.name, at: path)
    let options = try type.schema.resolve(named.options, at: path)
    let method = try RepairMethods.make(named.name, options: options, at: path)
    do throws(OptionError) {
      try method.check(model)
    } catch {
      throw error.prefixed(by: path)
    }
    return (Step(name: named.name, method: method), named.with(options))
  }
}
