import Networks

/// An outcome as the adversary keeps it: the update, the buffers, the loss and the accuracy.
extension TrainingOutcome {
  /// All of it but the sample count, which is each client's own.
  var floats: [Float] { update + buffers + [Float(loss), Float(accuracy)] }

  /// Takes apart what `floats` gave.
  ///
  /// - Parameters:
  ///   - floats: the update, the buffers, and two numbers.
  ///   - parameterCount: the number of values of an update.
  ///   - sampleCount: what the client says of itself.
  init(floats: [Float], parameterCount: Int, sampleCount: Int) {
    precondition(
      floats.count >= parameterCount + 2,
      "\(floats.count) floats for \(parameterCount) parameters and two figures")
    self.init(
      update: Array(floats[..<parameterCount]),
      buffers: Array(floats[parameterCount..<floats.count - 2]), sampleCount: sampleCount,
      loss: Double(floats[floats.count - 2]), accuracy: Double(floats[floats.count - 1]))
  }
}
