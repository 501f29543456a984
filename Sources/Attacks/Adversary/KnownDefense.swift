package import Options

/// The server's defense as far as the attackers know it, for those that try an update on it first.
package protocol KnownDefense: Sendable {
  /// The declared stages in order, with every option written out; empty for plain averaging.
  var stages: [NamedOptions] { get }

  /// What the declared stages would make of a round.
  ///
  /// - Parameters:
  ///   - updates: by rising client.
  ///   - task: the round's task, whose announcement gives everybody's weight.
  /// - Returns: the step that the server would add to the model, and who would be accepted.
  /// - Throws: what the stages throw, such as for too few clients.
  func outcome(
    of updates: [ObservedUpdate], in task: ClientTask
  ) throws -> (step: [Float], accepted: [Int])
}
