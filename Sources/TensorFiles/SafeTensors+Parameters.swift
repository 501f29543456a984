package import Tensors

extension SafeTensors {
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
