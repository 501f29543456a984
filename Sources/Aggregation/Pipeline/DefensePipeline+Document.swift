package import Options

/// A pipeline as an experiment file writes it: a list of mappings with the key `name`.
extension DefensePipeline {
  /// A pipeline from a list of mappings, each with a key `name` and the stage's options.
  ///
  /// - Parameters:
  ///   - document: the list, or null for plain FedAvg.
  ///   - path: where the list stands in its document, for messages.
  /// - Throws: `OptionError` as for a list of entries, or if the value is no such list.
  package init(reading document: OptionValue, at path: OptionPath = ["defense"])
    throws(OptionError)
  {
    try self.init(Self.entries(of: document, at: path), at: path)
  }

  /// The list with every default written out, the name first in each mapping.
  ///
  /// - Parameters:
  ///   - document: the list, or null for plain FedAvg.
  ///   - path: where the list stands in its document, for messages.
  /// - Returns: a list that describes the same pipeline.
  /// - Throws: `OptionError` for unknown stages or options.
  package static func resolved(_ document: OptionValue, at path: OptionPath = ["defense"])
    throws(OptionError) -> OptionValue
  {
    var resolved: [OptionValue] = []
    for (index, entry) in try entries(of: document, at: path).enumerated() {
      let place = path + ["\(index)"]
      let stage = try PlugIns.find(entry.name, in: DefenseStages.all, at: place + ["name"]) {
        $0.name
      }
      guard case .object(let members) = try stage.schema.resolve(entry.options, at: place) else {
        continue
      }
      resolved.append(.object([.init("name", .string(entry.name))] + members))
    }
    return .array(resolved)
  }

  private static func entries(of document: OptionValue, at path: OptionPath) throws(OptionError)
    -> [Entry]
  {
    let allowed = "a list of stages, each a mapping with the key name"
    if document == .null { return [] }
    guard case .array(let values) = document else {
      throw .wrongType(path: path, seen: document, allowed: allowed)
    }
    var entries: [Entry] = []
    for (index, value) in values.enumerated() {
      let place = path + ["\(index)"]
      guard case .object(let members) = value else {
        throw .wrongType(path: place, seen: value, allowed: "a mapping with the key name")
      }
      guard case .string(let name)? = value["name"] else {
        throw .missingKey(path: place + ["name"], allowed: "the name of a stage")
      }
      entries.append(Entry(name, .object(members.filter { $0.key != "name" })))
    }
    return entries
  }
}
