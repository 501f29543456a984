package import Options
import Yams

extension Experiment {
  /// The experiment as a file that repeats the run, every default written out.
  package func yaml() throws -> String { try YAMLText.write(tree) }
}

/// Writes trees as YAML.
package enum YAMLText {
  /// The text of a document.
  package static func write(_ tree: OptionValue) throws -> String {
    try Yams.serialize(node: node(tree), width: -1, allowUnicode: true)
  }

  private static func node(_ value: OptionValue) -> Node {
    switch value {
    case .null: Node("null", Tag(.null))
    case .bool(let value): Node(value ? "true" : "false", Tag(.bool))
    case .int(let value): Node(String(value), Tag(.int))
    case .double(let value): Node("\(value)", Tag(.float))
    case .string(let value): Node(value, Tag(.str), isPlain(value) ? .any : .singleQuoted)
    case .array(let values): .sequence(.init(values.map(node), Tag(.seq), .any))
    case .object(let members):
      .mapping(.init(members.map { (Node($0.key, Tag(.str)), node($0.value)) }, Tag(.map), .any))
    }
  }

  /// Whether text without quotes reads back as text: a word that is no number and no constant.
  private static func isPlain(_ text: String) -> Bool {
    let constants: Set = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]
    guard let first = text.unicodeScalars.first, first.properties.isAlphabetic else { return false }
    return !constants.contains(text.lowercased())
  }
}
