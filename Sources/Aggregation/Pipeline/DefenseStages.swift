package import Options

/// All stages that exist.
package enum DefenseStages {
  package static let all: [any DefenseStage.Type] = [
    FedAvg.self, Median.self, TrimmedMean.self, MultiKrum.self, NormClipping.self, FLAME.self,
  ]

  /// The stage called `name` with the given options.
  ///
  /// - Parameters:
  ///   - name: as in `all`.
  ///   - options: a mapping without the name, or null for the defaults.
  ///   - path: where the mapping stands in its document, for messages.
  /// - Returns: the stage.
  /// - Throws: `OptionError` for an unknown name or options that the stage refuses.
  package static func make(
    _ name: String, options: OptionValue = .null, at path: OptionPath = []
  ) throws(OptionError) -> any DefenseStage {
    let stage = try PlugIns.find(name, in: all, at: path + ["name"]) { $0.name }
    return try open(stage, options, path)
  }

  private static func open<Stage: DefenseStage>(
    _ stage: Stage.Type, _ options: OptionValue, _ path: OptionPath
  ) throws(OptionError) -> any DefenseStage {
    let typed = try stage.options(from: options, at: path)
    do {
      return try stage.init(options: typed)
    } catch {
      throw error.prefixed(by: path)
    }
  }
}
