import Foundation
import TestSupport
import Testing

/// Requests that are wrong: one sentence, exit code 2, nothing started, nothing written.
@Suite struct BadInputTests {
  @Test(arguments: [
    (["run"], "Missing expected argument"),
    (["run", "nowhere.yaml"], "nowhere.yaml cannot be read: there is no such file"),
    (["rnu", "x.yaml"], "rnu"),
    (["describe", "multikrum"], "did you mean 'multi-krum'?"),
    (["list", "attackers"], "did you mean 'attacks'?"),
    (["resume", "/tmp"], "is not a run folder"),
    (["client"], "started by 'muster run'"),
    (["aggregate", "--updates", "a.npy", "--output", "b.npy"], "either --rule or --pipeline"),
    (["aggregate", "--rule", "median", "--updates", "no.npy", "--output", "b.npy"], "no.npy"),
    (["trigger", "--name", "pach", "--images", "i.npy", "--output", "o.npy"], "patch"),
  ])
  func `a wrong command is answered in a sentence`(
    arguments: [String], says: String
  ) async throws {
    let result = try await Muster.run(arguments)
    #expect(result.status == 2)
    #expect(result.errors.contains(says), "\(result.errors)")
    #expect(result.output.isEmpty)
  }

  @Test(arguments: [
    ("dataset={name: mnist, path: /nowhere}", "/nowhere"),
    ("dataset={name: glyphs, train_limit: 70000}", "60000"),
    ("federation.clients_per_round=21", "at most 20"),
    ("training.epochs=3", "local_epochs"),
  ])
  func `a wrong experiment leaves nothing behind`(override: String, says: String) async throws {
    try await withTemporaryFolder { root in
      let file = "\(root)/trial.yaml"
      try Trial.text(attacked: true).write(toFile: file, atomically: true, encoding: .utf8)
      let result = try await Muster.run(
        ["run", file, "--output", "\(root)/runs", "--set", override])
      #expect(result.status == 2)
      #expect(result.errors.contains(says), "\(result.errors)")
      #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
      #expect(!FileManager.default.fileExists(atPath: "\(root)/runs"))
    }
  }

  @Test func `a folder that cannot be written fails the run`() async throws {
    try await withTemporaryFolder { root in
      let file = "\(root)/trial.yaml"
      try Trial.text(attacked: false).write(toFile: file, atomically: true, encoding: .utf8)
      let result = try await Muster.run(["run", file, "--output", "/proc/none"])
      #expect(result.status == 3)
      #expect(result.errors.contains("cannot be written"), "\(result.errors)")
    }
  }

  @Test func `a run's name is not used twice`() async throws {
    try await withTemporaryFolder { root in
      let file = "\(root)/trial.yaml"
      try Trial.text(attacked: false, rounds: 1).write(
        toFile: file, atomically: true, encoding: .utf8)
      let arguments = ["run", file, "--output", root, "--run-id", "twice"]
      #expect(try await Muster.run(arguments).status == 0)
      let second = try await Muster.run(arguments)
      #expect(second.status == 2)
      #expect(second.errors.contains("exists already"))
    }
  }
}
