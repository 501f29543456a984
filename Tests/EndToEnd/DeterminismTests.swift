import Foundation
import Options
import TensorFiles
import TestSupport
import Tensors
import Testing

/// The same experiment and seed give the same bytes, whatever happens around them.
@Suite struct DeterminismTests {
  /// Runs a trial and reads its folder.
  private func run(
    _ text: String, in root: String, id: String, _ overrides: [String] = []
  ) async throws -> FinishedRun {
    let file = "\(root)/\(id).yaml"
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    let result = try await Muster.run(
      ["run", file, "--output", root, "--run-id", id] + overrides.flatMap { ["--set", $0] })
    #expect(result.status == 0, "\(result.errors)")
    return try FinishedRun("\(root)/\(id)")
  }

  private func cutLastLine(of path: String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let kept = text.split(separator: "\n").dropLast().map { $0 + "\n" }
    try kept.joined().write(toFile: path, atomically: true, encoding: .utf8)
  }

  @Test(arguments: [false, true])
  func `processes and transport do not change a bit`(attacked: Bool) async throws {
    try await withTemporaryFolder { root in
      let text = Trial.text(attacked: attacked)
      let reference = try await run(text, in: root, id: "auto")
      #expect(reference.digests.count == 4)
      #expect(Set(reference.digests).count == 4)
      let variants = [
        "federation.processes=\(attacked ? 2 : 1)", "federation.processes=3",
        "federation.processes=per-client", "federation.transport=tcp://127.0.0.1:*",
      ]
      for (index, variant) in variants.enumerated() {
        let other = try await run(text, in: root, id: "variant-\(index)", [variant])
        #expect(other.results == reference.results, "\(variant)")
      }
    }
  }

  @Test func `thousands of clients share two processes`() async throws {
    try await withTemporaryFolder { root in
      let text = Trial.text(attacked: false, rounds: 2)
      let many = ["partition={ scheme: iid, clients: 9000 }", "dataset.train_limit=9000"]
      let first = try await run(text, in: root, id: "many", many)
      #expect(first.rounds.allSatisfy { $0["dropped"] == [] })
      let other = try await run(text, in: root, id: "one", many + ["federation.processes=1"])
      #expect(other.results == first.results)
    }
  }

  @Test func `running statistics are averaged and kept, whatever happens`() async throws {
    try await withTemporaryFolder { root in
      let layers = [
        "{ type: conv2d, channels: 8, kernel: 5, stride: 2, bias: false }", "{ type: batch-norm }",
        "{ type: relu }", "{ type: global-avg-pool }", "{ type: linear, outputs: classes }",
      ]
      let model = ["model={ layers: [\(layers.joined(separator: ", "))] }"]
      let text = Trial.text(attacked: true, rounds: 3)
      let reference = try await run(text, in: root, id: "whole", model)
      let other = try await run(
        text, in: root, id: "dealt", model + ["federation.processes=per-client"])
      #expect(other.results == reference.results)

      // The last round once more, from the checkpoint before it and from its own.
      let folder = "\(root)/dealt"
      for checkpoint in [2, 3] {
        try FileManager.default.removeItem(atPath: "\(folder)/summary.json")
        try cutLastLine(of: "\(folder)/rounds.jsonl")
        if checkpoint == 2 {
          try FileManager.default.removeItem(
            atPath: "\(folder)/checkpoints/round-00003.safetensors")
        }
        let resumed = try await Muster.run(["resume", folder])
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(try FinishedRun(folder).results == reference.results)
      }
      let file = try SafeTensors(contentsOf: "\(root)/whole/model.safetensors")
      #expect(file["bn1.running_mean"]?.values.contains { $0 != 0 } == true)
      #expect(file["bn1.running_var"]?.values.allSatisfy { $0 > 0 && $0 != 1 } == true)
    }
  }

  @Test func `another seed gives another model`() async throws {
    try await withTemporaryFolder { root in
      let text = Trial.text(attacked: false, rounds: 1)
      let first = try await run(text, in: root, id: "a")
      let second = try await run(text, in: root, id: "b", ["seed=6"])
      #expect(first.digests != second.digests)
    }
  }

  @Test func `the experiment in a run's folder repeats the run`() async throws {
    try await withTemporaryFolder { root in
      let first = try await run(Trial.text(attacked: true), in: root, id: "a")
      let written = try String(contentsOfFile: "\(root)/a/experiment.yaml", encoding: .utf8)
      let second = try await run(written, in: root, id: "b")
      #expect(first.results == second.results)
    }
  }

  @Test func `a coordinator killed after a round resumes to the same bytes`() async throws {
    try await withTemporaryFolder { root in
      let text = Trial.text(attacked: true, rounds: 8)
      let reference = try await run(text, in: root, id: "whole")
      let running = try Muster.start([
        "run", "\(root)/whole.yaml", "--output", root, "--run-id", "cut",
      ])
      try await waitUntil("round 3") { running.progress.contains("[round 3/8] clean") }
      let clients = ProcessTable.clients(of: running.identifier)
      #expect(!clients.isEmpty)
      running.send(SIGKILL)
      #expect(try await running.result().status == -SIGKILL)
      try await waitUntil("the clients to leave") { !clients.contains(where: ProcessTable.exists) }
      #expect(!FileManager.default.fileExists(atPath: "\(root)/cut/summary.json"))

      let resumed = try await Muster.run(["resume", "\(root)/cut"])
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(try FinishedRun("\(root)/cut").results == reference.results)
      #expect(try SocketFolders.left(by: running.identifier).isEmpty)
      // Killed once more, between the last checkpoint and the last row: only the scores are missing.
      try FileManager.default.removeItem(atPath: "\(root)/cut/summary.json")
      try cutLastLine(of: "\(root)/cut/rounds.jsonl")
      let completed = try await Muster.run(["resume", "\(root)/cut"])
      #expect(completed.status == 0, "\(completed.errors)")
      #expect(try FinishedRun("\(root)/cut").results == reference.results)
      let again = try await Muster.run(["resume", "\(root)/cut"])
      #expect(again.status == 2)
      #expect(again.errors.contains("it is complete"))
    }
  }
}
