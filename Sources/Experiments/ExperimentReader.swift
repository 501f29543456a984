import Foundation
import Options

/// Reads experiment files.
package enum ExperimentReader {
  /// Reads and checks a file.
  ///
  /// - Parameters:
  ///   - path: of a YAML file.
  ///   - overrides: `path=value` assignments, applied in order.
  /// - Returns: the experiment with every default filled in.
  /// - Throws: `ExperimentError` with file, line, key and remedy; the first fault found.
  package static func read(
    file path: String, overrides: [String] = []
  ) throws(ExperimentError) -> Experiment {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      let exists = FileManager.default.fileExists(atPath: path)
      throw .unreadable(
        file: path, reason: exists ? error.localizedDescription : "there is no such file")
    }
    return try read(text: text, name: path, overrides: overrides)
  }

  /// Reads and checks a text.
  ///
  /// - Parameters:
  ///   - text: YAML.
  ///   - name: of the file, for messages.
  ///   - overrides: `path=value` assignments, applied in order.
  /// - Returns: the experiment with every default filled in.
  /// - Throws: `ExperimentError`.
  package static func read(
    text: String, name: String, overrides: [String] = []
  ) throws(ExperimentError) -> Experiment {
    var document = try YAMLDocument(text, name: name)
    for override in overrides { try document.set(override) }
    do {
      return try Experiment(resolving: document.tree)
    } catch {
      throw .option(file: name, line: document.line(of: error.path), error)
    }
  }
}
