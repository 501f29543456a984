package import Options

/// What can be wrong with a request to run an experiment.
package enum ExperimentError: Error, Equatable {
  case unreadable(file: String, reason: String)
  case syntax(file: String, reason: String)
  case badOverride(String, reason: String)
  /// A key or value of the file; `line` is nil for what stands nowhere in it.
  case option(file: String, line: Int?, OptionError)
  /// A data set that is missing, damaged or does not fit the experiment.
  case data(String)
}

extension ExperimentError: CustomStringConvertible {
  /// One sentence with file, line, key and remedy.
  package var description: String {
    switch self {
    case .unreadable(let file, let reason): "\(file) cannot be read: \(reason)"
    case .syntax(let file, let reason): "\(file) is not valid YAML: \(reason)"
    case .badOverride(let text, let reason): "--set \(text) cannot be applied: \(reason)"
    case .option(let file, let line, let error):
      line.map { "\(file):\($0): \(error)" } ?? "\(file): \(error)"
    case .data(let sentence): sentence
    }
  }
}
