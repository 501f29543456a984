package import Tensors

extension SafeTensors {
  /// The values that a layout names, in its order; nil unless every tensor is there with its shape.
  package func values(layout: ParameterLayout) -> [Float]? {
    var values: [Float] = []
    values.reserveCapacity(layout.count)
    for entry in layout.entries {
      guard let tensor = self[entry.name], tensor.shape == entry.shape else { return nil }
      values += tensor.values
    }
    return values
  }
}
