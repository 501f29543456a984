/// All numbers of a model: what training fits, and what it only keeps in mind.
///
/// Distances, norms and noise concern the parameters alone; buffers are averaged and nothing else.
package struct ModelState: Sendable, Equatable {
  /// The trainable values, in the order of the model's `layout`.
  package var parameters: [Float]
  /// The running statistics, in the order of the model's `bufferLayout`; empty for most models.
  package var buffers: [Float]

  package init(parameters: [Float], buffers: [Float] = []) {
    self.parameters = parameters
    self.buffers = buffers
  }
}
