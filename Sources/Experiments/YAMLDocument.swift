package import Options
import Yams

/// A YAML text as a tree of values that remembers on which line each stood.
package struct YAMLDocument: Sendable {
  /// Where the text came from, for messages.
  package let name: String
  package private(set) var tree: OptionValue
  private var lines: [OptionPath: Int] = [:]
  /// What was set from outside, which stands on no line of the file.
  private var overridden: [OptionPath] = []

  /// Reads a text.
  ///
  /// - Parameters:
  ///   - text: YAML; an empty text is an empty mapping.
  ///   - name: the file's name, for messages.
  /// - Throws: `ExperimentError.syntax` with the line.
  package init(_ text: String, name: String) throws(ExperimentError) {
    self.name = name
    tree = .object([])
    do {
      guard let node = try Yams.compose(yaml: text) else { return }
      tree = convert(node, at: [])
    } catch let error as YamlError {
      throw .syntax(file: name, reason: Self.oneLine("\(error)"))
    } catch {
      throw .syntax(file: name, reason: "\(error)")
    }
  }

  /// The line of the value at `path`, or of the nearest value around it.
  package func line(of path: OptionPath) -> Int? {
    if overridden.contains(where: { path.starts(with: $0) }) { return nil }
    var path = path
    while true {
      if let line = lines[path] { return line }
      if path.popLast() == nil { return nil }
    }
  }

  /// Replaces the value at a dotted path, as `--set path=value` does.
  ///
  /// - Parameter assignment: `path=value`, the value in YAML; numbers in the path are positions in
  ///   lists.
  /// - Throws: `ExperimentError.badOverride`.
  package mutating func set(_ assignment: String) throws(ExperimentError) {
    guard let split = assignment.firstIndex(of: "="), split != assignment.startIndex else {
      throw .badOverride(assignment, reason: "it must have the form path=value")
    }
    let path = assignment[..<split].split(separator: ".").map(String.init)
    let text = String(assignment[assignment.index(after: split)...])
    let value = try YAMLDocument(text, name: "--set \(assignment)").tree
    guard tree.replace(at: path[...], with: text.isEmpty ? .null : value) else {
      throw .badOverride(assignment, reason: "there is no list or mapping to put it in")
    }
    overridden.append(path)
  }

  // MARK: - Details

  private mutating func convert(_ node: Node, at path: OptionPath) -> OptionValue {
    if let mark = node.mark { lines[path] = mark.line }
    switch node {
    case .mapping(let mapping):
      return .object(
        mapping.map { key, value in
          let name = key.string ?? "?"
          let converted = convert(value, at: path + [name])
          if let mark = key.mark { lines[path + [name]] = mark.line }
          return .init(name, converted)
        })
    case .sequence(let sequence):
      return .array(
        sequence.enumerated().map { convert($0.element, at: path + ["\($0.offset)"]) })
    case .scalar(let scalar):
      return Self.convert(scalar, node)
    case .alias:
      return .null
    }
  }

  private static func convert(_ scalar: Node.Scalar, _ node: Node) -> OptionValue {
    switch node.tag.description {
    case Tag.Name.null.rawValue: .null
    case Tag.Name.bool.rawValue: node.bool.map(OptionValue.bool) ?? .string(scalar.string)
    case Tag.Name.int.rawValue: node.int.map(OptionValue.int) ?? .string(scalar.string)
    case Tag.Name.float.rawValue: node.float.map(OptionValue.double) ?? .string(scalar.string)
    default: .string(scalar.string)
    }
  }

  private static func oneLine(_ text: String) -> String {
    text.split(separator: "\n").map { $0.trimmingPrefix(" ") }.joined(separator: " ")
  }
}

extension OptionValue {
  /// Puts a value at a path, making mappings on the way; false if a scalar is in the way.
  fileprivate mutating func replace(at path: ArraySlice<String>, with value: OptionValue) -> Bool {
    guard let key = path.first else {
      self = value
      return true
    }
    switch self {
    case .array(var values):
      guard let index = Int(key), values.indices.contains(index) else { return false }
      guard values[index].replace(at: path.dropFirst(), with: value) else { return false }
      self = .array(values)
    case .object, .null:
      if self == .null { self = .object([]) }
      var child = self[key] ?? .null
      guard child.replace(at: path.dropFirst(), with: value) else { return false }
      self[key] = child
    default:
      return false
    }
    return true
  }
}
