import Attacks
import Experiments
import Foundation
import Kernels
import Messaging
import Networks
import Protocol
import RunStore
import Tensors

/// A client process from its assignment to its end.
package enum ClientProcess {
  /// Reads the assignment from standard input, joins the federation, and works until it is told to
  /// leave or the process that started it is gone.
  ///
  /// - Throws: `FederationError.wrongAssignment` when started by hand; what loading data and
  ///   connecting throw.
  package static func run() async throws {
    let parent = ParentWatch()
    let assignment = try read(parent)
    let address = try Address(assignment.address)
    // Whoever started this process may be killed without a word; then its pipe ends.
    let meeting = try assignment.adversary.map { try Address($0.address) }
    parent.start { leave([address] + (meeting.map { [$0] } ?? [])) }
    let experiment = try ExperimentReader.read(text: assignment.experiment, name: "assignment")
    let backend = try Backends.make(BackendName(rawValue: assignment.backend))
    let worker = try ClientWorker(
      experiment, clients: assignment.clients, malicious: assignment.maliciousClients,
      adversary: await adversary(assignment, experiment), backend: backend)
    try await ClientSession(
      assignment, worker: worker,
      limits: WireLimits(
        elements: experiment.model.parameterCount, buffers: experiment.model.bufferLayout.count,
        clients: experiment.clients, from: .coordinator)
    ).run(address)
    // The worker may still compute for a run that has ended; nobody waits for it.
    exit(0)
  }

  private static func read(_ parent: ParentWatch) throws -> ClientAssignment {
    do {
      return try RunJSON.decode(ClientAssignment.self, from: Data(parent.readLine().utf8))
    } catch {
      throw FederationError.wrongAssignment("standard input holds no assignment")
    }
  }

  /// The way to the other malicious processes; nil in honest ones.
  private static func adversary(
    _ assignment: ClientAssignment, _ experiment: Experiment
  ) async throws -> AdversaryLink? {
    guard let attack = experiment.attack else { return nil }
    guard let access = assignment.adversary else {
      throw FederationError.wrongAssignment("it holds an attack and no place where attackers meet")
    }
    return try await AdversaryLink.connect(
      access, knowledge: attack.knowledge, parameterCount: experiment.model.parameterCount,
      context: Context())
  }

  /// Ends the process without its coordinator, leaving no socket file behind.
  private static func leave(_ addresses: [Address]) -> Never {
    for case .ipc(let path) in addresses { SocketFolder.removeAbandoned(around: path) }
    exit(0)
  }
}
