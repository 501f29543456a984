import Networks
import Options
import Randomness
import Tensors

/// Trains on the defender's images while what was switched off stays off.
///
/// Source: Liu, Dolan-Gavitt and Garg, "Fine-Pruning", RAID 2018, arXiv:1805.12185, section 4.2.
struct FineTuning {
  let training: TrainingOptions

  /// Trains the patient.
  func run(_ patient: inout Patient, random: RandomStream) throws -> RepairStep {
    var mask = MaskHook(isOff: patient.isOff)
    let outcome = try LocalTraining(training).run(
      patient.network, from: patient.state, on: patient.images.fineTune, random: random,
      hooks: &mask)
    patient.take(try patient.network.state())
    return RepairStep(
      name: "fine-tune", state: patient.state,
      details: [
        "epochs": .int(training.localEpochs), "images": .int(patient.images.fineTune.count),
        "training_loss": .double(outcome.loss), "training_accuracy": .double(outcome.accuracy),
        "hold_out_accuracy": .double(try patient.accuracy()),
      ])
  }
}

/// Zeroes what is off after every step of the optimizer.
private struct MaskHook: TrainingHooks {
  let isOff: [Bool]
  let changesImages = false

  mutating func afterStep(_ network: Network, step: Int) throws {
    guard isOff.contains(true) else { return }
    var parameters = try network.parameters()
    for index in parameters.indices where isOff[index] { parameters[index] = 0 }
    try network.load(parameters)
  }
}
