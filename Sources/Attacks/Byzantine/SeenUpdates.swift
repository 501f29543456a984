import Kernels
package import Networks
package import Tensors

/// The honest updates that attackers make theirs from, and the size of the round.
package struct SeenUpdates: Sendable {
  /// Whose they are, rising.
  package let clients: [Int]
  /// One row for each of `clients`, in model-parameter order; at least one.
  package let updates: UpdateMatrix
  /// `n`, the number of all participants.
  package let participantCount: Int
  /// `m`, the number of malicious participants.
  package let maliciousCount: Int

  /// The mean of the rows, in double and rounded once.
  package var mean: [Float] { Self.mean(updates) }

  /// The mean of the rows of any matrix, in double and rounded once.
  package static func mean(_ updates: UpdateMatrix) -> [Float] {
    let share = 1 / Double(updates.rows)
    return Reductions.weightedRowSum(
      UpdateRows(updates), weights: Array(repeating: share, count: updates.rows))
  }
}

extension AttackContext {
  /// What attackers of a round see; computed anew in every call, so for use within `shared`.
  ///
  /// - Parameters:
  ///   - task: the round's task.
  ///   - network: lent for the call; its parameters are overwritten.
  /// - Returns: at least one update.
  /// - Throws: as `observedUpdates(_:network:)`.
  package func seen(_ task: ClientTask, network: Network) throws -> SeenUpdates {
    let observed = try observedUpdates(task, network: network)
    return SeenUpdates(
      clients: observed.map(\.client), updates: UpdateMatrix(observed.map(\.update)),
      participantCount: try task.announcement().participants.count,
      maliciousCount: try participants(of: task).count)
  }
}

extension ClientTask {
  /// An update that no training gave: the running statistics are the global model's, and of loss
  /// and accuracy the client says what one says that trained for no epoch.
  func crafted(_ update: [Float]) -> TrainingOutcome {
    TrainingOutcome(
      update: update, buffers: global.buffers, sampleCount: images.count, loss: 0, accuracy: 0)
  }
}
