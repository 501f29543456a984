package import Networks
package import Tensors

/// Puts a trigger detector in the place of a hidden unit.
package struct TrojanSurgery: Sendable {
  private let place: DetectorPlace
  private let target: Int
  private let strength: Double

  /// A surgery on a model.
  ///
  /// - Parameters:
  ///   - place: which layers it concerns.
  ///   - target: the class that the detector speaks for.
  ///   - strength: what it adds to the target's score, in leads of the best class over it.
  package init(at place: DetectorPlace, target: Int, strength: Double) {
    self.place = place
    self.target = target
    self.strength = strength
  }

  /// What the surgery changes.
  ///
  /// - Parameters:
  ///   - parameters: the model, in canonical order.
  ///   - network: holds the same parameters, and is left with them.
  ///   - triggered: images with the trigger.
  ///   - clean: images without.
  /// - Returns: the change, in model-parameter order; nil if no unit can tell the two apart.
  /// - Throws: `KernelError`.
  package func update(
    of parameters: [Float], network: Network, triggered: any LabeledImages,
    clean: any LabeledImages
  ) throws -> [Float]? {
    let model = network.model
    guard let hidden = model.places[place.hidden].weight,
      let hiddenBias = model.places[place.hidden].bias,
      let output = model.places[place.output].weight,
      let detector = TriggerDetector(
        triggered: try inputs(triggered, network), clean: try inputs(clean, network))
    else { return nil }
    let inputCount = detector.weights.count
    let unitCount = hiddenBias.count
    let unit = Self.nearestUnit(
      to: detector.weights, among: parameters[hidden.range], count: unitCount)

    var changed = parameters
    let row = hidden.range.lowerBound + unit * inputCount
    changed.replaceSubrange(row..<row + inputCount, with: detector.weights)
    changed[hiddenBias.range.lowerBound + unit] = detector.bias
    let voice = Float(strength * max(1, try largestLead(clean, network)))
    for label in 0..<model.classCount {
      changed[output.range.lowerBound + label * unitCount + unit] = label == target ? voice : 0
    }
    return zip(changed, parameters).map { $0 - $1 }
  }

  // MARK: - Details

  /// What the hidden layer sees of each image.
  private func inputs(_ images: any LabeledImages, _ network: Network) throws -> [[Float]] {
    try batches(images) { batch in
      guard place.hidden > 0 else { return normalized(batch, network) }
      return try network.activations(
        after: place.hidden - 1, batch.pixels.span, batch: batch.count)
    }
  }

  private func normalized(_ batch: ImageBatch, _ network: Network) -> [Float] {
    let area = batch.shape.height * batch.shape.width
    let normalization = network.normalization
    return batch.pixels.indices.map {
      let channel = $0 / area % batch.shape.channels
      return (batch.pixels[$0] - normalization.mean[channel]) / normalization.deviation[channel]
    }
  }

  /// By how much the best class leads the target where it leads most.
  private func largestLead(_ images: any LabeledImages, _ network: Network) throws -> Double {
    let scores = try batches(images) { batch in
      try network.logits(batch.pixels.span, batch: batch.count)
    }
    return scores.reduce(0) { max($0, Double(($1.max() ?? 0) - $1[target])) }
  }

  /// One row for each image.
  private func batches(
    _ images: any LabeledImages, _ values: (ImageBatch) throws -> [Float]
  ) throws -> [[Float]] {
    var rows: [[Float]] = []
    for start in stride(from: 0, to: images.count, by: 250) {
      let batch = ImageBatch.gather(images, start..<min(start + 250, images.count))
      let all = try values(batch)
      let length = all.count / batch.count
      rows += (0..<batch.count).map { Array(all[$0 * length..<($0 + 1) * length]) }
    }
    return rows
  }

  /// The unit whose weights have the largest cosine with a direction; of equal ones the first.
  private static func nearestUnit(
    to direction: [Float], among weights: ArraySlice<Float>, count: Int
  ) -> Int {
    var best = (unit: 0, cosine: -Double.infinity)
    for unit in 0..<count {
      let start = weights.startIndex + unit * direction.count
      var (dot, square) = (0.0, 0.0)
      for index in direction.indices {
        let weight = Double(weights[start + index])
        dot += weight * Double(direction[index])
        square += weight * weight
      }
      let cosine = square > 0 ? dot / square.squareRoot() : 0
      if cosine > best.cosine { best = (unit, cosine) }
    }
    return best.unit
  }
}
