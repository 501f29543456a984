/// What one client's local training comes to.
package struct TrainingOutcome: Sendable, Equatable {
  /// Local minus global parameters, in canonical order.
  package var update: [Float]
  /// The trained model's buffers, not less what they were; empty without batch normalization.
  package var buffers: [Float]
  /// The number of images the client has.
  package var sampleCount: Int
  /// The mean cross-entropy over the last epoch's images, in nats, each before the step it was
  /// used in; 0 without images or epochs.
  package var loss: Double
  /// The share of correct images in the last epoch, likewise; 0 without images or epochs.
  package var accuracy: Double

  package init(
    update: [Float], buffers: [Float] = [], sampleCount: Int, loss: Double, accuracy: Double
  ) {
    self.update = update
    self.buffers = buffers
    self.sampleCount = sampleCount
    self.loss = loss
    self.accuracy = accuracy
  }
}
