/// What malicious clients work out once and then all have.
extension AttackContext {
  /// A value of the round, computed by one of the malicious processes.
  ///
  /// - Parameters:
  ///   - purpose: names it, kebab-case.
  ///   - task: the round's task.
  ///   - compute: gives the same floats in every process.
  /// - Returns: the floats.
  /// - Throws: `AdversaryError`, and what `compute` throws.
  func shared(
    _ purpose: String, in task: ClientTask, compute: () throws -> [Float]
  ) throws -> [Float] {
    try value(of: AdversaryKey(purpose, round: task.round), compute: compute)
  }

  /// A value that lasts as long as the run.
  func lasting(_ purpose: String, compute: () throws -> [Float]) throws -> [Float] {
    try value(of: AdversaryKey(purpose), compute: compute)
  }

  private func value(
    of key: AdversaryKey, compute: () throws -> [Float]
  ) throws -> [Float] {
    let values = try adversary.values(of: [key]) { _ in try compute() }
    precondition(values.count == 1, "the adversary gave \(values.count) values for one key")
    return values[0]
  }
}
