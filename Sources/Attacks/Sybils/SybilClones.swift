package import Networks
package import Options
import Randomness
import Tensors

/// Malicious clients that are one attacker's sybils: in every round of attack all submit the update
/// of the lowest malicious participant, perhaps with noise.
///
/// Noise hides the clones from defenses that look for equal updates. With `zeroSum` the clones'
/// noise cancels: clone `i` of `m` adds `ξᵢ − mean(ξ)`, so that the sum of their updates stays what
/// it was without noise, and the noise of each has the deviation `jitter · √(1 − 1/m)`.
/// Source: Fung et al., "The Limitations of Federated Learning in Sybil Settings", RAID 2020,
/// https://arxiv.org/abs/1808.04866, for clones and for noise that adds up to zero.
package struct SybilClones: Sendable, Equatable, Codable {
  /// The deviation of the normal noise on every coordinate; 0 makes the clones identical.
  package var jitter = 0.0
  /// Whether the noise of a round's clones adds up to zero.
  package var zeroSum = false

  package init() {}

  /// The key of an attack's section.
  package static let field = OptionField.optional(
    "sybils",
    .section(
      OptionSchema([
        .init("jitter", .number(atLeast: 0), default: 0.0, "the deviation of every clone's noise"),
        .init("zero_sum", .bool, default: false, "whether the clones' noise adds up to zero"),
      ])),
    "all malicious clients submit the update of the lowest one of the round; absent = each its own")

  /// What an attack's section says of sybils, which a schema with `field` has resolved.
  package static func read(_ section: OptionValue) throws(OptionError) -> SybilClones? {
    guard let own = section[field.key], own != .null else { return nil }
    do {
      return try own.decoded()
    } catch {
      preconditionFailure("the schema of sybils and their type disagree: \(error)")
    }
  }

  /// A clone's update.
  ///
  /// - Parameters:
  ///   - task: the clone's task.
  ///   - network: lent for the call; its parameters are overwritten.
  ///   - attack: what the lowest malicious participant does.
  ///   - context: who the attackers are.
  /// - Returns: that client's update with this clone's noise, and this clone's sample count.
  /// - Throws: what the attack and the adversary throw.
  package func update(
    _ task: ClientTask, network: Network, of attack: any Attack, context: AttackContext
  ) throws -> TrainingOutcome {
    let clones = try context.participants(of: task)
    let lowest = context.colleague(clones.first ?? task.client, of: task)
    let floats = try context.shared("sybil-update", in: task) {
      try attack.update(lowest, network: network).floats
    }
    var outcome = TrainingOutcome(
      floats: floats, parameterCount: task.global.parameters.count,
      sampleCount: task.images.count)
    addNoise(to: &outcome.update, of: task, among: clones, random: context.random)
    return outcome
  }

  // MARK: - Details

  private func addNoise(
    to update: inout [Float], of task: ClientTask, among clones: [Int], random: RandomStream
  ) {
    guard jitter > 0 else { return }
    let noise = random.stream(for: "sybils", "round", .number(task.round), "client")
    var values = update.mutableSpan
    noise.stream(at: task.client).addNormals(to: &values, at: 0, deviation: jitter)
    guard zeroSum else { return }
    for clone in clones {
      noise.stream(at: clone).addNormals(
        to: &values, at: 0, deviation: -jitter / Double(clones.count))
    }
  }
}
