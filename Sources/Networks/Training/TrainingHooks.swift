/// What an attack or a repair may do inside local training; whatever it leaves out does nothing.
///
/// The order within a step: the batch is gathered and augmented, `prepare`, normalization, forward and backward,
/// `adjustGradient`, the optimizer, `afterStep`. Steps count from 0 over all epochs of one call.
package protocol TrainingHooks {
  /// Whether `prepare` does anything; where it does not, images go to the network without a stop.
  var changesImages: Bool { get }

  /// Changes images, in 0...1 before normalization, and labels of a step.
  mutating func prepare(_ batch: inout ImageBatch, step: Int)

  /// Changes the gradient before the optimizer sees it, by `gradient()` and `setGradient(_:)`.
  ///
  /// Reading and setting convert all parameters to canonical order and back: milliseconds for a
  /// large model, and nothing for hooks that leave this out.
  mutating func adjustGradient(of network: Network, step: Int) throws

  /// Changes the parameters after the optimizer's step, by `parameters()` and `load(_:)`.
  mutating func afterStep(_ network: Network, step: Int) throws
}

extension TrainingHooks {
  package var changesImages: Bool { true }
  package mutating func prepare(_ batch: inout ImageBatch, step: Int) {}
  package mutating func adjustGradient(of network: Network, step: Int) throws {}
  package mutating func afterStep(_ network: Network, step: Int) throws {}
}

/// The hooks of an honest client: none.
package struct NoHooks: TrainingHooks {
  package let changesImages = false
  package init() {}
}
