import Options

extension RepairRecord {
  /// The scores after each part of the repair, in order, read from `details`.
  package var stepScores: [(name: String, score: Summary.Score)] {
    guard case .array(let steps)? = details["steps"] else { return [] }
    return steps.compactMap { step in
      guard case .string(let name)? = step["name"] else { return nil }
      return (
        name,
        Summary.Score(
          cleanAccuracy: step["clean_accuracy"]?.rate,
          attackSuccessRate: step["attack_success_rate"]?.rate,
          robustAccuracy: step["robust_accuracy"]?.rate)
      )
    }
  }
}

extension OptionValue {
  fileprivate var rate: Double? {
    switch self {
    case .int(let value): Double(value)
    case .double(let value): value
    default: nil
    }
  }
}
