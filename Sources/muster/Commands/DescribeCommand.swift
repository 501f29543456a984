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
    var lines = ["\(entry.name) (\(entry.kind.singular))", ""]
    lines += "\(entry.summary).".wrapped(indent: 2)
    if !entry.source.isEmpty || !entry.facts.isEmpty { lines.append("") }
    if !entry.source.isEmpty { lines += Self.lines("source", [entry.source]) }
    for fact in entry.facts { lines += Self.lines(fact.label, fact.items) }
    for field in entry.schema.fields {
      lines += ["", "  \(field.key)  \(field.kind.allowed), \(field.defaultText)"]
      lines += field.summary.wrapped(indent: 6)
    }
    return lines.joined(separator: "\n")
  }

  /// A fact beside its label, or below it when there is more than one.
  private static func lines(_ label: String, _ items: [String]) -> [String] {
    guard items.count > 1 else {
      return "\(label): \(items.first ?? "")".wrapped(indent: 2)
    }
    return ["  \(label):"] + items.flatMap { $0.wrapped(indent: 4) }
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
  /// The default in words.
  fileprivate var defaultText: String {
    switch defaultValue {
    case nil: "required"
    case .null?: "optional"
    case let value?: "default \(value)"
    }
  }
}
