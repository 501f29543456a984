import Aggregation
import Attacks
import Clustering
import Datasets
import Networks
package import Options
import PostTraining

/// Everything that experiments and commands can ask for by name, read off the families' own lists.
package enum Catalog {
  /// A family of plug-ins.
  package enum Kind: String, Sendable, CaseIterable {
    case datasets
    case partitions
    case models
    case attacks
    case triggers
    case defenses
    case servers
    case clusterings
    case repairs

    /// One of them, in words.
    package var singular: String {
      switch self {
      case .datasets: "data set"
      case .partitions: "partition"
      case .models: "model"
      case .attacks: "attack"
      case .triggers: "trigger"
      case .defenses: "defense stage"
      case .servers: "server optimizer"
      case .clusterings: "clustering"
      case .repairs: "repair"
      }
    }
  }

  /// One plug-in.
  package struct Entry: Sendable {
    package let kind: Kind
    package let name: String
    package let summary: String
    package let source: String
    package let schema: OptionSchema
    /// What else its family says of it, such as the knowledge it needs.
    package let facts: [(label: String, text: String)]
  }

  /// The plug-ins of a family, in its order; of all families without one.
  package static func entries(_ kind: Kind? = nil) -> [Entry] {
    guard let kind else { return Kind.allCases.flatMap { entries($0) } }
    switch kind {
    case .datasets: return DatasetCatalog.all.map { entry(kind, $0) }
    case .partitions: return Partitioners.all.map { entry(kind, $0) }
    case .models: return Models.all.map { entry(kind, $0) }
    case .attacks: return AttackCatalog.all.map(entry)
    case .triggers: return Triggers.all.map { entry(kind, $0) }
    case .defenses: return DefenseStages.all.map(entry)
    case .servers: return ServerOptimizers.all.map { entry(kind, $0) }
    case .clusterings: return ClusteringMethods.all.map { entry(kind, $0) }
    case .repairs: return RepairMethods.all.map { entry(kind, $0) }
    }
  }

  /// The plug-ins called `name`; a name may exist in several families.
  ///
  /// - Parameter name: as experiment files spell it.
  /// - Returns: at least one entry.
  /// - Throws: `OptionError.unknownName` with the nearest one.
  package static func find(_ name: String) throws(OptionError) -> [Entry] {
    let found = entries().filter { $0.name == name }
    guard found.isEmpty else { return found }
    throw .unknownName(path: ["name"], name: name, known: entries().map(\.name))
  }

  // MARK: - Details

  private static func entry(
    _ kind: Kind, _ type: any PlugIn.Type, schema: OptionSchema? = nil,
    facts: [(label: String, text: String)] = []
  ) -> Entry {
    Entry(
      kind: kind, name: type.name, summary: type.summary, source: type.source,
      schema: schema ?? type.schema, facts: facts)
  }

  private static func entry(_ attack: any Attack.Type) -> Entry {
    entry(
      .attacks, attack, schema: AttackPlan.schema(of: attack),
      facts: [
        ("knowledge", attack.knowledge.rawValue),
        ("knows the defense", attack.needsDefense ? "yes" : "no need to"),
        (
          "frameworks",
          attack.frameworks.map { "\($0.framework) \($0.id) (\($0.title))" }.joined(separator: "; ")
        ),
      ])
  }
}

extension Catalog {
  private static func entry(_ stage: any DefenseStage.Type) -> Entry {
    entry(
      .defenses, stage,
      facts: [
        ("place", stage.role.word),
        (
          "knowledge",
          stage.knowledge.isEmpty
            ? "the updates alone" : stage.knowledge.map(\.rawValue).joined(separator: ", ")
        ),
        ("clients stay apart", stage.keepsIdentity ? "yes" : "no"),
      ])
  }
}
