package import Tensors

extension SafeTensors {
  /// A model's parameters as named tensors.
  ///
  /// - Parameters:
  ///   - parameters: all of them, in the layout's order.
  ///   - layout: names and shapes.
  package init(parameters: [Float], layout: ParameterLayout) {
    precondition(
      parameters.count == layout.count, "\(parameters.count) parameters, not \(layout.count)")
    self.init(
      tensors: layout.entries.map {
        ($0.name, Tensor(shape: $0.shape, values: Array(parameters[$0.range])))
      })
  }

  /// A model's parameters in the layout's order; nil unless every tensor is there with its shape.
  package func parameters(layout: ParameterLayout) -> [Float]? {
    var parameters: [Float] = []
    parameters.reserveCapacity(layout.count)
    for entry in layout.entries {
      guard let tensor = self[entry.name], tensor.shape == entry.shape else { return nil }
      parameters += tensor.values
    }
    return parameters
  }
}
