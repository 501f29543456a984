package import Kernels
package import Tensors

extension Network {
  /// Takes parameters in canonical order; buffers stay.
  ///
  /// - Parameter parameters: `model.parameterCount` floats.
  /// - Throws: `KernelError`.
  package func load(_ parameters: [Float]) throws(KernelError) {
    checkCount(parameters)
    for (tensor, entry) in zip(tensors, model.layout.entries) {
      try tensor.load(parameters.span.extracting(entry.range))
    }
  }

  /// Takes parameters and buffers.
  ///
  /// - Parameter state: as many of both as the model has.
  /// - Throws: `KernelError`.
  package func load(_ state: ModelState) throws(KernelError) {
    precondition(
      state.buffers.count == model.bufferLayout.count,
      "\(state.buffers.count) values for \(model.bufferLayout.count) places in buffers")
    try load(state.parameters)
    for (buffer, entry) in zip(buffers, model.bufferLayout.entries) {
      buffer.copy(from: state.buffers.span.extracting(entry.range))
    }
  }

  /// The parameters and buffers, in canonical order.
  package func state() throws(KernelError) -> ModelState {
    ModelState(parameters: try parameters(), buffers: bufferValues())
  }

  /// The parameters in canonical order.
  package func parameters() throws(KernelError) -> [Float] {
    var values = [Float](repeating: 0, count: model.parameterCount)
    try store(into: &values)
    return values
  }

  /// Writes the parameters in canonical order over what is there.
  ///
  /// - Parameter values: `model.parameterCount` floats.
  /// - Throws: `KernelError`.
  package func store(into values: inout [Float]) throws(KernelError) {
    checkCount(values)
    var span = values.mutableSpan
    for (tensor, entry) in zip(tensors, model.layout.entries) {
      var part = span._mutatingExtracting(entry.range)
      try tensor.store(into: &part)
    }
  }

  /// The gradient that was computed last, in canonical order.
  package func gradient() throws(KernelError) -> [Float] {
    var values = [Float](repeating: 0, count: model.parameterCount)
    var span = values.mutableSpan
    for (tensor, entry) in zip(tensors, model.layout.entries) {
      var part = span._mutatingExtracting(entry.range)
      try tensor.storeGradient(into: &part)
    }
    return values
  }

  /// Puts a gradient in the place of the one that was computed last.
  ///
  /// - Parameter gradient: `model.parameterCount` floats in canonical order.
  /// - Throws: `KernelError`.
  package func setGradient(_ gradient: [Float]) throws(KernelError) {
    checkCount(gradient)
    let parameters = try parameters()
    // Values and gradients lie alike, so a load puts the gradient in order for its own storage.
    try load(gradient)
    for tensor in tensors {
      let values = tensor.storage
      tensor.gradientStorage.copy(from: values.span)
    }
    try load(parameters)
  }

  /// The buffers, in the order of the model's `bufferLayout`.
  func bufferValues() -> [Float] {
    buffers.flatMap { buffer in (0..<buffer.count).map { buffer[$0] } }
  }

  /// The parameters less what they were.
  func update(since parameters: [Float]) throws(KernelError) -> [Float] {
    var update = try self.parameters()
    var span = update.mutableSpan
    Reductions.add(parameters.span, scaledBy: -1, to: &span)
    return update
  }

  // MARK: - Details

  private func checkCount(_ values: [Float]) {
    precondition(
      values.count == model.parameterCount,
      "\(values.count) values for \(model.parameterCount) parameters")
  }
}
