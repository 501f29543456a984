import Attacks
import Foundation
import Options
import TestSupport
import Testing

/// Attackers in processes of their own that make use of each other's updates, and of everybody's.
@Suite struct ColludingTests {
  /// Attacks that look at what others submit, as far as the catalog has them.
  static let attacks = ["ipm", "alie"].filter(AttackCatalog.names.contains)

  private func text(_ attack: String, _ knowledge: AttackKnowledge, rounds: Int = 4) -> String {
    Trial.text(
      attacked: false, rounds: rounds,
      more: """
        attack:
          name: \(attack)
          clients: [3, 8, 12]
          knowledge: \(knowledge.rawValue)
          defense_known: true
          schedule: { kind: window, from: 2 }
        """)
  }

  private func start(
    _ root: String, _ id: String, _ text: String, _ overrides: [String] = []
  ) throws -> RunningMuster {
    let file = "\(root)/\(id).yaml"
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    return try Muster.start(
      ["run", file, "--output", root, "--run-id", id, "--set", "federation.clients_per_round=20"]
        + overrides.flatMap { ["--set", $0] })
  }

  private func finish(_ running: RunningMuster, _ root: String, _ id: String) async throws
    -> FinishedRun
  {
    let result = try await running.result()
    #expect(result.status == 0, "\(result.errors)")
    #expect(try SocketFolders.left(by: running.identifier).isEmpty)
    let run = try FinishedRun("\(root)/\(id)")
    #expect(run.rounds.allSatisfy { $0["dropped"] == [] })
    return run
  }

  @Test(arguments: attacks, [AttackKnowledge.colluding, .omniscient])
  func `what attackers see does not depend on their processes`(
    attack: String, knowledge: AttackKnowledge
  ) async throws {
    try await withTemporaryFolder { root in
      let text = text(attack, knowledge)
      let reference = try await finish(start(root, "auto", text), root, "auto")
      for processes in ["2", "per-client"] {
        let id = "with-\(processes)"
        let other = try await finish(
          start(root, id, text, ["federation.processes=\(processes)"]), root, id)
        #expect(other.results == reference.results, "\(processes)")
      }
      let honest = try await finish(start(root, "honest", text, ["attack=null"]), root, "honest")
      #expect(honest.digests.first == reference.digests.first)
      #expect(honest.digests.last != reference.digests.last)
    }
  }

  @Test(arguments: attacks.prefix(1))
  func `attackers that are killed come back and change nothing`(attack: String) async throws {
    try await withTemporaryFolder { root in
      let text = text(attack, .omniscient, rounds: 16)
      let reference = try await finish(start(root, "whole", text), root, "whole")
      let running = try start(root, "hit", text, ["federation.processes=per-client"])
      for (round, process) in [(2, 3), (3, 12), (4, 8), (5, 3)] {
        try await waitUntil("round \(round)") {
          running.progress.contains("[round \(round)/16] clean")
        }
        if let victim = ProcessTable.client(process, of: running.identifier) {
          kill(victim, SIGKILL)
        }
      }
      let hit = try await finish(running, root, "hit")
      #expect(hit.digests == reference.digests)
      #expect(hit.rounds.contains { $0["restarts"] != [] })
    }
  }

  @Test(arguments: attacks.prefix(1))
  func `a run of attackers resumes to the same bytes`(attack: String) async throws {
    try await withTemporaryFolder { root in
      let text = text(attack, .omniscient, rounds: 12)
      let reference = try await finish(start(root, "whole", text), root, "whole")
      let running = try start(root, "cut", text, ["federation.processes=per-client"])
      try await waitUntil("round 3") { running.progress.contains("[round 3/12] clean") }
      let clients = ProcessTable.clients(of: running.identifier)
      running.send(SIGKILL)
      _ = try await running.result()
      try await waitUntil("the clients to leave") { !clients.contains(where: ProcessTable.exists) }
      #expect(try SocketFolders.left(by: running.identifier).isEmpty)
      let resumed = try await Muster.run(["resume", "\(root)/cut"])
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(try FinishedRun("\(root)/cut").results == reference.results)
    }
  }
}
