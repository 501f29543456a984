import Foundation
import Options
import TestSupport
import Testing

/// Processes that are killed at awkward moments, and what is left of the run.
@Suite struct FailureTests {
  private let text = Trial.text(attacked: true, rounds: 6)

  private func start(_ root: String, _ id: String, _ more: [String] = []) throws -> RunningMuster {
    let file = "\(root)/\(id).yaml"
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    return try Muster.start(["run", file, "--output", root, "--run-id", id] + more)
  }

  @Test func `a client process that is killed comes back and changes nothing`() async throws {
    try await withTemporaryFolder { root in
      #expect(try await start(root, "whole").result().status == 0)
      let reference = try FinishedRun("\(root)/whole")

      let running = try start(root, "hit")
      try await waitUntil("a round") { running.progress.contains("[round 2/6] clean") }
      let victim = try #require(ProcessTable.clients(of: running.identifier).first)
      kill(victim, SIGKILL)
      let result = try await running.result()
      #expect(result.status == 0, "\(result.errors)")
      let hit = try FinishedRun("\(root)/hit")
      #expect(hit.digests == reference.digests)
      let reasons = hit.rounds.flatMap { round -> [String] in
        guard case .array(let restarts)? = round["restarts"] else { return [] }
        return restarts.compactMap { $0["reason"]?.description }
      }
      #expect(reasons == ["killed by signal 9"])
      #expect(try SocketFolders.left(by: running.identifier).isEmpty)
    }
  }

  @Test func `clients whose process never stays alive are dropped with a reason`() async throws {
    try await withTemporaryFolder { root in
      let running = try start(root, "lost", ["--set", "federation.processes=per-client"])
      try await waitUntil("a round") { running.progress.contains("[round 1/6] clean") }
      // Whatever sits in that client's place is killed until the run is over.
      while running.isRunning {
        let children = ProcessTable.clients(of: running.identifier)
        if let newest = children.last, children.count >= 1 { kill(newest, SIGKILL) }
        try await Task.sleep(for: .milliseconds(5))
      }
      let result = try await running.result()
      #expect(result.status == 0 || result.status == 4, "\(result.errors)")
      let run = try FinishedRun("\(root)/lost")
      let drops = run.rounds.flatMap { round -> [String] in
        guard case .array(let drops)? = round["dropped"] else { return [] }
        return drops.compactMap { $0["reason"]?.description }
      }
      #expect(drops.contains { $0.contains("killed by signal 9") })
      #expect(try SocketFolders.left(by: running.identifier).isEmpty)
    }
  }

  @Test func `an interrupt ends the run with a summary that says so`() async throws {
    try await withTemporaryFolder { root in
      let running = try start(root, "stopped", ["--set", "federation.rounds=200"])
      try await waitUntil("a round") { running.progress.contains("[round 2/200] clean") }
      let clients = ProcessTable.clients(of: running.identifier)
      running.send(SIGINT)
      let result = try await running.result()
      #expect(result.status == 130)
      #expect(result.errors.contains("muster resume"))
      let summary = try FinishedRun("\(root)/stopped").summary
      #expect(summary["status"] == "interrupted")
      #expect(!clients.contains(where: ProcessTable.exists))
      #expect(try SocketFolders.left(by: running.identifier).isEmpty)
    }
  }

  @Test func `a round goes on without a process that hangs`() async throws {
    try await withTemporaryFolder { root in
      let running = try start(
        root, "slow",
        [
          "--set", "federation.processes=per-client", "--set", "federation.round_deadline=2s",
          // Only the last round is scored, so that those who hang do so while they should train.
          "--set", "evaluation.every=6",
        ])
      try await waitUntil("a round") { running.progress.contains("[round 1/6]") }
      for client in ProcessTable.clients(of: running.identifier).prefix(6) {
        kill(client, SIGSTOP)
      }
      let result = try await running.result()
      #expect(result.status == 0, "\(result.errors)")
      let run = try FinishedRun("\(root)/slow")
      let reasons = run.rounds.flatMap { round -> [String] in
        guard case .array(let drops)? = round["dropped"] else { return [] }
        return drops.compactMap { $0["reason"]?.description }
      }
      #expect(reasons.contains("deadline"))
    }
  }
}
