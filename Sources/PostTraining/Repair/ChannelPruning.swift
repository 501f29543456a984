import Networks
import Options

/// Switches off the channels that clean images leave silent.
///
/// Channels go one at a time, the least active first, layer by layer. When the accuracy on the
/// held-out images has dropped by more than is allowed, the last channel comes back and the layer is
/// done. A layer keeps at least one channel.
/// Source: Liu, Dolan-Gavitt and Garg, "Fine-Pruning", RAID 2018, arXiv:1805.12185, section 4.1.
struct ChannelPruning {
  let layers: [RepairableLayer]
  /// The accuracy that the model must keep, in 0...1.
  let floor: Double

  /// Prunes the patient.
  func run(_ patient: inout Patient) throws -> RepairStep {
    var report: [OptionValue] = []
    for layer in layers { report.append(try prune(layer, of: &patient)) }
    return RepairStep(
      name: "prune", state: patient.state, details: ["layers": .array(report)])
  }

  // MARK: - Details

  private func prune(_ layer: RepairableLayer, of patient: inout Patient) throws -> OptionValue {
    try patient.network.load(patient.state)
    let order = try MeanActivations(of: layer, in: patient.network, on: patient.images.fineTune)
      .order
    var pruned: [OptionValue] = []
    var accuracies: [OptionValue] = []
    for channel in order.dropLast() {
      var candidate = patient
      candidate.switchOff(layer.positions(ofChannel: channel))
      let accuracy = try candidate.accuracy()
      accuracies.append(.double(accuracy))
      guard accuracy >= floor else { break }
      patient = candidate
      pruned.append(.int(channel))
    }
    return [
      "layer": .string(layer.name), "channels": .int(layer.channelCount),
      "pruned": .array(pruned), "hold_out_accuracies": .array(accuracies),
    ]
  }
}
