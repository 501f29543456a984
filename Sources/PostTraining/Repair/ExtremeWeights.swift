import Networks
import Options
import Tensors

/// Zeroes the weights of a layer that lie far from their mean.
///
/// With the mean μ and the deviation σ of the layer's weights that are still on, a weight goes if
/// |w − μ| > Δσ. Δ starts large and shrinks by steps while the accuracy on the held-out images holds;
/// the last Δ that held is kept. The step sizes are ours: the paper gives none.
/// Source: Wu et al., "Mitigating Backdoor Attacks in Federated Learning", 2020, arXiv:2011.01767.
struct ExtremeWeights {
  let layers: [RepairableLayer]
  let start: Double
  let step: Double
  /// The accuracy that the model must keep, in 0...1.
  let floor: Double

  /// Adjusts the patient.
  func run(_ patient: inout Patient) throws -> RepairStep {
    var report: [OptionValue] = []
    for layer in layers { report.append(try adjust(layer, of: &patient)) }
    return RepairStep(
      name: "extreme-weights", state: patient.state, details: ["layers": .array(report)])
  }

  // MARK: - Details

  private func adjust(_ layer: RepairableLayer, of patient: inout Patient) throws -> OptionValue {
    let original = patient
    let spread = WeightSpread(layer.weight.range.filter { !original.isOff[$0] }, of: original)
    var kept = OptionValue.null
    var zeroed = 0
    var accuracies: [OptionValue] = []
    for index in 0..<Int((start / step).rounded(.up)) {
      let delta = start - Double(index) * step
      var candidate = original
      let extreme = spread.positions(beyond: delta, of: original)
      candidate.switchOff(extreme)
      let accuracy = try candidate.accuracy()
      accuracies.append(.double(accuracy))
      guard accuracy >= floor else { break }
      (patient, kept, zeroed) = (candidate, .double(delta), extreme.count)
    }
    return [
      "layer": .string(layer.name), "weights": .int(layer.weight.count), "delta": kept,
      "zeroed": .int(zeroed), "hold_out_accuracies": .array(accuracies),
    ]
  }
}

/// The mean and deviation of some weights.
private struct WeightSpread {
  private let positions: [Int]
  private let mean: Double
  private let deviation: Double

  init(_ positions: [Int], of patient: Patient) {
    self.positions = positions
    let count = Double(max(1, positions.count))
    let mean = positions.reduce(0.0) { $0 + Double(patient.parameters[$1]) } / count
    let squares = positions.reduce(0.0) { sum, position in
      let gap = Double(patient.parameters[position]) - mean
      return sum + gap * gap
    }
    self.mean = mean
    deviation = (squares / count).squareRoot()
  }

  /// The weights more than `delta` deviations away from the mean.
  func positions(beyond delta: Double, of patient: Patient) -> [Int] {
    positions.filter { abs(Double(patient.parameters[$0]) - mean) > delta * deviation }
  }
}
