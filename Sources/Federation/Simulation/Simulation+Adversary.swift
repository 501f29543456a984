import Attacks
import Experiments
import Messaging
import Networks
import RunStore

/// What the experimenter does for the attackers.
extension Simulation {
  /// Opens the place where malicious processes meet; nil in an honest federation.
  func openAdversary(
    _ checkpoint: Checkpoint?, sockets: SocketFolder, context: Context
  ) async throws -> AdversaryEndpoint? {
    guard let attack = experiment.attack else { return nil }
    return try await .open(
      at: sockets.address("peers"), knowledge: attack.knowledge,
      parameterCount: experiment.model.parameterCount, kept: checkpoint?.kept ?? [],
      context: context)
  }

  /// Lets attackers that see everything see the honest clients' updates before they submit theirs.
  func show(_ adversary: AdversaryEndpoint?, to settings: inout PoolSettings) {
    guard let adversary, experiment.attack?.knowledge == .omniscient else { return }
    let isMalicious = Set(malicious)
    settings.lastHosts = Set(plan.hosts.filter(\.isMalicious).map(\.process))
    settings.observer = { [benign = adversary.benign] round, client, update in
      if !isMalicious.contains(client) { benign.add(update, of: client, round: round) }
    }
  }
}
