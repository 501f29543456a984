import ArgumentParser
import Experiments
import Options

/// `muster describe`: one entry of the catalog, with options, ranges and defaults.
struct DescribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "Explain one entry of the catalog: options, defaults, knowledge needed, source.")

  @Argument(help: "A name that 'muster list' shows.")
  var name: String

  @OptionGroup var output: FormatOption

  func run() throws {
    let entries = try Catalog.find(name)
    try output.print(entries.map(Page.init)) {
      entries.map(text).joined(separator: "\n\n")
    }
  }

  private func text(_ entry: Catalog.Entry) -> String {
    var lines = ["\(entry.name) (\(entry.kind.singular))", "", "  \(entry.summary)."]
    if !entry.source.isEmpty { lines += ["", "  Source: \(entry.source)"] }
    for fact in entry.facts { lines += ["  \(fact.label): \(fact.text)"] }
    if !entry.schema.fields.isEmpty {
      var table = TextTable(["option", "value", "default", "meaning"])
      for field in entry.schema.fields {
        table.add([field.key, field.kind.allowed, field.defaultText, field.summary])
      }
      lines += ["", table.text()]
    }
    return lines.joined(separator: "\n")
  }

  private struct Page: Encodable {
    let kind: String
    let name: String
    let summary: String
    let source: String
    let facts: [String: String]
    let options: [Option]

    struct Option: Encodable {
      let key: String
      let allowed: String
      let defaultValue: OptionValue
      let isRequired: Bool
      let summary: String
    }

    init(_ entry: Catalog.Entry) {
      kind = entry.kind.rawValue
      name = entry.name
      summary = entry.summary
      source = entry.source
      facts = Dictionary(uniqueKeysWithValues: entry.facts.map { ($0.label, $0.text) })
      options = entry.schema.fields.map {
        Option(
          key: $0.key, allowed: $0.kind.allowed, defaultValue: $0.defaultValue ?? .null,
          isRequired: $0.defaultValue == nil, summary: $0.summary)
      }
    }
  }
}

extension OptionField {
  /// The default as a table shows it.
  fileprivate var defaultText: String {
    switch defaultValue {
    case nil: "required"
    case .null?: "–"
    case let value?: value.description
    }
  }
}
