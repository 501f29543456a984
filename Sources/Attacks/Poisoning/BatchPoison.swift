package import Networks

/// Poisons the batches of a malicious client's training one by one.
package protocol BatchPoison: Sendable {
  /// Changes images and labels of a batch.
  ///
  /// - Parameters:
  ///   - batch: shuffled and augmented; pixels in 0...1, which they stay.
  ///   - step: counts from 0 over all epochs of one round.
  func poison(_ batch: inout ImageBatch, step: Int)
}
