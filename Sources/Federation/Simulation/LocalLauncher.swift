import Foundation
package import RunStore
import Synchronization

/// Starts client processes as children of this one.
///
/// It holds the ground truth: a malicious process gets the experiment with its attack, an honest one
/// without.
package final class LocalLauncher: ClientLauncher {
  private let plan: ProcessPlan
  private let template: ClientAssignment
  private let sealed: String
  private let malicious: [Int]
  private let adversary: AdversaryEndpoint?
  private let folder: RunFolder
  private let executable: String
  private let children: Mutex<[Int: ChildProcess]> = Mutex([:])

  /// A launcher that has not started anything yet.
  ///
  /// - Parameters:
  ///   - plan: who shares a process with whom.
  ///   - template: an assignment with everything that is the same for all processes; its experiment
  ///     is the one for malicious ones.
  ///   - sealed: the experiment without its attack.
  ///   - malicious: all malicious clients.
  ///   - adversary: where their processes meet; it is told when one of them starts or ends.
  ///   - folder: of the run, for the processes' logs.
  ///   - executable: the program that has the command `client`.
  package init(
    plan: ProcessPlan, template: ClientAssignment, sealed: String, malicious: [Int],
    adversary: AdversaryEndpoint?, folder: RunFolder, executable: String
  ) {
    self.plan = plan
    self.template = template
    self.sealed = sealed
    self.malicious = malicious
    self.adversary = adversary
    self.folder = folder
    self.executable = executable
  }

  package func launch(
    _ seat: Int, token: String, onExit: @escaping @Sendable (String) async -> Void
  ) throws {
    let host = plan.hosts[seat]
    var assignment = template
    assignment.process = host.process
    assignment.clients = host.clients
    assignment.token = token
    if !host.isMalicious { assignment.experiment = sealed }
    assignment.maliciousClients = host.isMalicious ? malicious : []
    let meeting = host.isMalicious ? adversary : nil
    let access = meeting.map {
      AdversaryAccess(address: "\($0.address)", token: ProcessToken.make())
    }
    assignment.adversary = access
    if let access { meeting?.admit(access.token) }
    let line = String(decoding: try RunJSON.line(assignment), as: UTF8.self)
    let child = try ChildProcess(
      ChildCommand(
        executable: executable, arguments: ["client"], input: line + "\n",
        log: folder.clientLog(process: seat))
    ) { exit in
      Task {
        if let access { await meeting?.ended(access.token) }
        await onExit("\(exit)")
      }
    }
    children.withLock { $0[seat] = child }
  }

  package func kill(_ seat: Int) {
    _ = children.withLock { $0[seat] }?.send(signal: SIGKILL)
  }

  package func stopAll() async {
    let running = children.withLock { Array($0.values) }
    await withTaskGroup { group in
      for child in running { group.addTask { _ = await child.terminate(grace: .seconds(2)) } }
    }
  }
}
