/// What an attack or a repair may do inside local training; whatever it leaves out does nothing.
///
/// The order within a step: the batch is gathered and augmented, `prepare`, normalization, forward and backward,
/// `adjustGradient`, the optimizer, `afterStep`. Steps count from 0 over all epochs of one call. What is
/// done at every step is cheap with a `ParameterVector`, which lies as the parameters do.
package protocol TrainingHooks {
  /// Whether `prepare` does anything; where it does not, images go to the network without a stop.
  var changesImages: Bool { get }

  /// Changes images, in 0...1 before normalization, and labels of a step.
  mutating func prepare(_ batch: inout ImageBatch, step: Int)

  /// Changes the gradient before the optimizer sees it, by `gradient()` and `setGradient(_:)`,
  /// or faster by what takes a `ParameterVector`.
  ///
  /// Reading and setting convert all parameters to canonical order and back: milliseconds for a
  /// large model, and nothing for hooks that leave this out.
  mutating func adjustGradient(of network: Network, step: Int) throws

  /// Changes the parameters after the optimizer's step, by `parameters()` and `load(_:)`.
  mutating func afterStep(_ network: Network, step: Int) throws

  /// Whether training ends after an epoch, though more were to come; epochs count from 0.
  mutating func endsTraining(of network: Network, afterEpoch epoch: Int) throws -> Bool
}

extension TrainingHooks {
  package var changesImages: Bool { true }
  package mutating func prepare(_ batch: inout ImageBatch, step: Int) {}
  package mutating func adjustGradient(of network: Network, step: Int) throws {}
  package mutating func afterStep(_ network: Network, step: Int) throws {}
  package mutating func endsTraining(of network: Network, afterEpoch epoch: Int) throws -> Bool {
    false
  }
}

/// The hooks of an honest client: none.
package struct NoHooks: TrainingHooks {
  package let changesImages = false
  package init() {}
}
