/// What can keep a benchmark from measuring.
package enum BenchmarkError: Error, Equatable {
  /// A run that was to be measured did not end well.
  case runFailed(reason: String)
  /// Choices for which there is nothing to measure.
  case nothingToMeasure(reason: String)
}

extension BenchmarkError: CustomStringConvertible {
  /// One sentence: what happened.
  package var description: String {
    switch self {
    case .runFailed(let reason): "the run that was to be measured failed: \(reason)"
    case .nothingToMeasure(let reason): "there is nothing to measure: \(reason)"
    }
  }
}
