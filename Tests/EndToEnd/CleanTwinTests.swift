import Foundation
import Options
import TestSupport
import Testing

/// An attacked run that is compared with the same federation of honest clients.
@Suite struct CleanTwinTests {
  private let twin = ["--set", "evaluation.clean_twin=true"]

  private func start(
    _ root: String, _ id: String, rounds: Int = 4, _ more: [String] = []
  ) throws -> RunningMuster {
    let file = "\(root)/\(id).yaml"
    try Trial.text(attacked: true, rounds: rounds)
      .write(toFile: file, atomically: true, encoding: .utf8)
    return try Muster.start(["run", file, "--output", root, "--run-id", id] + more)
  }

  private func run(
    _ root: String, _ id: String, rounds: Int = 4, _ more: [String] = []
  ) async throws -> FinishedRun {
    let result = try await start(root, id, rounds: rounds, more).result()
    #expect(result.status == 0, "\(result.errors)")
    return try FinishedRun("\(root)/\(id)")
  }

  @Test func `the twin is the honest federation, and the attacked one stays as it was`()
    async throws
  {
    try await withTemporaryFolder { root in
      let attacked = try await run(root, "attacked")
      #expect(attacked.summary["clean_twin"] == .null)
      let honest = try await run(root, "honest", ["--set", "attack=null"])
      #expect(honest.summary["attack"] == .null)
      let both = try await run(root, "both", twin)
      #expect(both.results == attacked.results)
      #expect(both.summary["final"] == attacked.summary["final"])
      #expect(both.twinDigests == honest.digests)

      // The floor is the attacker's rate on the honest model; the accuracy is the honest one.
      let final = both.summary["clean_twin"]?["final"]
      #expect(final?["clean_accuracy"] == honest.summary["final"]?["clean_accuracy"])
      #expect(both.summary["attack"]?["floor"] == final?["attack_success_rate"])
      #expect(both.summary["attack"]?["floor"] != attacked.summary["final"]?["attack_success_rate"])
      #expect(both.summary["attack"]?["clean_accuracy_loss"] != .null)
      #expect(attacked.summary["attack"]?["clean_accuracy_loss"] == .null)
    }
  }

  @Test func `clients that the schedule forces take part in the twin, too`() async throws {
    try await withTemporaryFolder { root in
      let shot = ["--set", "attack.schedule={kind: single-shot, round: 2}"]
      let run = try await run(
        root, "forced", rounds: 3, twin + shot + ["--set", "evaluation.every=2"])
      let rows = try String(
        contentsOfFile: "\(root)/forced/clean-twin/rounds.jsonl", encoding: .utf8
      )
      .split(separator: "\n").map { try OptionValue(json: Data($0.utf8)) }
      #expect(rows.map { $0["sampled"] } == run.rounds.map { $0["sampled"] })
      #expect(rows.map { $0["attack_success_rate"] == .null } == [true, false, false])
      // The first round is the same, then the attack begins.
      #expect(run.twinDigests[0] == run.digests[0] && run.twinDigests[1] != run.digests[1])
      #expect(run.summary["attack"]?["durability"]?["observed_rounds"] == 1)
      // Processes of the twin know of no attack, wherever they host a malicious client.
      #expect(
        !FileManager.default.fileExists(atPath: "\(root)/forced/clean-twin/experiment.yaml"))
    }
  }

  @Test(arguments: [SIGINT, SIGKILL])
  func `a run that ends in the twin resumes to the same result`(signal: Int32) async throws {
    try await withTemporaryFolder { root in
      let reference = try await run(root, "whole", rounds: 8, twin)
      let running = try start(root, "cut", rounds: 8, twin)
      try await waitUntil("the twin") { running.progress.contains("[clean twin 2/8] clean") }
      let clients = ProcessTable.clients(of: running.identifier)
      running.send(signal)
      #expect(try await running.result().status == (signal == SIGINT ? 130 : -SIGKILL))
      try await waitUntil("the clients to leave") { !clients.contains(where: ProcessTable.exists) }

      let resumed = try await Muster.run(["resume", "\(root)/cut"])
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(!resumed.errors.contains("[round"), "no round of the run itself is left")
      #expect(!resumed.errors.contains("[clean twin 1/8]"), "the twin goes on")
      let cut = try FinishedRun("\(root)/cut")
      #expect(cut.results == reference.results)
      #expect(cut.summary["clean_twin"] == reference.summary["clean_twin"])
      #expect(cut.summary["attack"] == reference.summary["attack"])
      #expect(try SocketFolders.left(by: running.identifier).isEmpty)
    }
  }

  @Test func `the report says what there is to say and no more`() async throws {
    try await withTemporaryFolder { root in
      let window = ["--set", "attack.schedule={kind: window, from: 2, to: 3}"]
      let both = try await start(root, "both", rounds: 5, twin + window).result()
      for words in [
        "attack: model-replacement (badnets), window from 2 to 3 every 1, knowledge own, "
          + "defense unknown",
        "malicious clients: 3 8", "robust accuracy", "highest attack success rate",
        "attack success rate if all were honest", "clean accuracy lost to the attack",
        "after the last attack, in round 3", "mean rate over 2 rounds",
      ] {
        #expect(both.output.contains(words), "\(both.output)")
      }
      #expect(both.errors.contains("[clean twin 5/5] clean accuracy"))
      let lasting = try await start(root, "lasting").result()
      #expect(lasting.output.contains("highest attack success rate"))
      #expect(!lasting.output.contains("after the last attack"))
      #expect(!lasting.output.contains("honest"))
      let honest = try await start(root, "honest", ["--set", "attack=null"]).result()
      for word in ["attack", "malicious", "robust"] { #expect(!honest.output.contains(word)) }
    }
  }

  @Test func `success and robustness share the attacker's images`() async throws {
    try await withTemporaryFolder { root in
      let run = try await run(root, "attacked")
      for round in run.rounds {
        let success = try #require(round["attack_success_rate"]?.number)
        let robust = try #require(round["robust_accuracy"]?.number)
        #expect(success + robust <= 1 && robust > 0)
      }
      let last = try #require(run.rounds.last)
      #expect(run.summary["final"]?["robust_accuracy"] == last["robust_accuracy"])
      let threat = run.summary["attack"]
      #expect(threat?["knowledge"] == "own" && threat?["defense_known"] == false)
      #expect(threat?["malicious_clients"] == [3, 8] && threat?["first_round"] == 2)
      #expect(threat?["last_round"] == .null && threat?["durability"] == .null)
      #expect(threat?["peak"]?["round"] != nil)
    }
  }
}

extension FinishedRun {
  /// The twin's model after every round.
  fileprivate var twinDigests: [String] {
    guard case .array(let rounds)? = summary["clean_twin"]?["rounds"] else { return [] }
    return rounds.map { $0["model_digest"]?.description ?? "" }
  }
}

extension OptionValue {
  fileprivate var number: Double? {
    switch self {
    case .int(let value): Double(value)
    case .double(let value): value
    default: nil
    }
  }
}
