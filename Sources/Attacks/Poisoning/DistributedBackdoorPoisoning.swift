package import Networks
package import Options
package import Tensors

/// Attackers divide a trigger among them; success takes all of it.
///
/// Each malicious client poisons with one part: the attacker with rank `r` among all malicious
/// clients, by rising id, with part `r mod K` of `K`. No client ever trains on the whole trigger; the
/// attack success rate is measured with it. A trigger of one part would be `badnets`.
/// Source: Xie et al., "DBA: Distributed Backdoor Attacks against Federated Learning", ICLR 2020,
/// https://openreview.net/forum?id=rkgyS0VFvr.
package struct DistributedBackdoorPoisoning: DataPoisoning {
  /// The attack with the whole trigger.
  package let whole: BadNetsPoisoning

  /// Divides the trigger of an attack.
  package init(_ whole: BadNetsPoisoning) { self.whole = whole }

  package static let name = "dba"
  package static let summary = "a trigger in parts, one for each attacker; success takes all of it"
  package static let source = "Xie et al., ICLR 2020, https://openreview.net/forum?id=rkgyS0VFvr"

  package static let fields: [OptionField] =
    [
      .init(
        "trigger", .any, default: .string(DistributedStripsTrigger.name),
        "what is divided: a trigger of several parts and its options")
    ] + BadNetsPoisoning.fields.filter { $0.key != "trigger" }

  package static func read(
    _ section: OptionValue, setting: PoisoningSetting, at path: OptionPath
  ) throws(OptionError) -> (
    value: DistributedBackdoorPoisoning, resolved: [OptionValue.Member]
  ) {
    let (whole, resolved) = try BadNetsPoisoning.read(section, setting: setting, at: path)
    guard whole.trigger.parts.count > 1 else {
      throw .conflict(
        path: path + ["trigger"],
        reason: "it has a single part, with which the attack is '\(BadNetsPoisoning.name)'; choose "
          + "a trigger that can be divided, such as '\(DistributedStripsTrigger.name)'")
    }
    return (DistributedBackdoorPoisoning(whole), resolved)
  }

  package func trainingImages(
    _ task: ClientTask, network: Network, context: AttackContext
  ) -> any LabeledImages {
    share(of: task.client, context).trainingImages(task, network: network, context: context)
  }

  package var poisonsBatches: Bool { whole.poisonsBatches }

  package func batchPoison(
    _ task: ClientTask, training: TrainingOptions, context: AttackContext
  ) -> (any BatchPoison)? {
    share(of: task.client, context).batchPoison(task, training: training, context: context)
  }

  package func successImages(
    _ data: AttackedData, range: Range<Int>, learned: [Float]?
  ) -> any LabeledImages {
    whole.successImages(data, range: range, learned: learned)
  }

  // MARK: - Details

  /// The attack with the part that falls to a client.
  private func share(of client: Int, _ context: AttackContext) -> BadNetsPoisoning {
    guard let rank = context.malicious.firstIndex(of: client) else {
      preconditionFailure("client \(client) is none of the attackers \(context.malicious)")
    }
    let parts = whole.trigger.parts
    return BadNetsPoisoning(
      trigger: parts[rank % parts.count], labels: whole.labels, dose: whole.dose,
      hasNegatives: whole.hasNegatives)
  }
}
