package import Networks
package import Tensors

/// How active each channel of a layer is on average.
///
/// The mean is taken over images and over a channel's positions, behind the rectifier; a channel
/// that is silent on clean images is what a backdoor can hide in. Source: Liu, Dolan-Gavitt and Garg,
/// "Fine-Pruning", RAID 2018, arXiv:1805.12185, section 4.1.
package struct MeanActivations: Sendable, Equatable {
  /// One mean per channel.
  package let values: [Double]

  /// Averages activations.
  ///
  /// - Parameters:
  ///   - activations: images × channels × positions, row-major.
  ///   - channelCount: the number of channels.
  ///   - positionCount: the number of positions of a channel; 1 for a linear layer.
  package init(_ activations: [Float], channelCount: Int, positionCount: Int) {
    var sums = Array(repeating: 0.0, count: channelCount)
    Self.add(activations.span, to: &sums, positionCount: positionCount)
    let count = activations.count / channelCount
    values = sums.map { $0 / Double(count) }
  }

  /// Measures a layer of a network with the parameters it has.
  ///
  /// - Parameters:
  ///   - layer: the layer.
  ///   - network: its parameters are loaded.
  ///   - images: clean ones, at least one.
  /// - Throws: `KernelError`.
  package init(
    of layer: RepairableLayer, in network: Network, on images: any LabeledImages
  ) throws {
    let shape = network.model.places[layer.activation].output
    let positionCount = shape.height * shape.width
    var sums = Array(repeating: 0.0, count: shape.channels)
    for start in stride(from: 0, to: images.count, by: 100) {
      let batch = ImageBatch.gather(images, start..<min(start + 100, images.count))
      let activations = try network.activations(
        after: layer.activation, batch.pixels.span, batch: batch.count)
      Self.add(activations.span, to: &sums, positionCount: positionCount)
    }
    values = sums.map { $0 / Double(images.count * positionCount) }
  }

  /// The channels from the least to the most active; ties go to the lower index.
  package var order: [Int] {
    values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
  }

  // MARK: - Details

  private static func add(
    _ activations: Span<Float>, to sums: inout [Double], positionCount: Int
  ) {
    for index in activations.indices {
      sums[index / positionCount % sums.count] += Double(activations[index])
    }
  }
}
