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
    package let facts: [Fact]
  }

  /// What a family says of one of its plug-ins.
  package struct Fact: Sendable {
    package let label: String
    /// At least one.
    package let items: [String]

    init(_ label: String, _ items: [String]) {
      self.label = label
      self.items = items
    }

    init(_ label: String, _ text: String) { self.init(label, [text]) }

    /// All of it in a line.
    package var text: String { items.joined(separator: "; ") }
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
    facts: [Fact] = []
  ) -> Entry {
    Entry(
      kind: kind, name: type.name, summary: type.summary, source: type.source,
      schema: schema ?? type.schema, facts: facts)
  }

  private static func entry(_ attack: any Attack.Type) -> Entry {
    entry(
      .attacks, attack, schema: AttackPlan.schema(of: attack),
      facts: [
        Fact("knowledge", attack.knowledge.rawValue),
        Fact("known defense", attack.needsDefense ? "needed" : "not needed"),
        Fact(
          "frameworks",
          attack.frameworks.isEmpty
            ? ["none"] : attack.frameworks.map { "\($0.framework) \($0.id) (\($0.title))" }),
      ])
  }
}

extension Catalog {
  private static func entry(_ stage: any DefenseStage.Type) -> Entry {
    entry(
      .defenses, stage,
      facts: [
        Fact("place", stage.role.word),
        Fact(
          "knowledge",
          stage.knowledge.isEmpty
            ? "the updates alone" : stage.knowledge.map(\.rawValue).joined(separator: ", ")
        ),
        Fact("clients stay apart", stage.keepsIdentity ? "yes" : "no"),
      ])
  }
}
