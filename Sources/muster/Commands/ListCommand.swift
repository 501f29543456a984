import ArgumentParser
import Experiments
import Options

/// `muster list`: the names that experiments and commands can ask for.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Show what exists: data sets, models, attacks, triggers, defenses, repairs.")

  @Argument(
    help: "One family: \(Catalog.Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
  var kind: String?

  @OptionGroup var output: FormatOption

  func run() throws {
    var chosen: Catalog.Kind?
    if let kind {
      chosen = try PlugIns.find(kind, in: Catalog.Kind.allCases, at: ["list"]) { $0.rawValue }
    }
    let entries = Catalog.entries(chosen)
    try output.print(entries.map(Row.init)) {
      Catalog.Kind.allCases.compactMap { kind in
        let members = entries.filter { $0.kind == kind }
        guard !members.isEmpty else { return nil }
        var table = TextTable(["", ""])
        for entry in members { table.add([entry.name, entry.summary]) }
        return kind.rawValue + table.text()
      }.joined(separator: "\n\n")
    }
  }

  private struct Row: Encodable {
    let kind: String
    let name: String
    let summary: String

    init(_ entry: Catalog.Entry) {
      kind = entry.kind.rawValue
      name = entry.name
      summary = entry.summary
    }
  }
}
