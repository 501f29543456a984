import Foundation
import TensorFiles
import TestSupport
import Testing

/// Every command and experiment that the README shows works as shown.
@Suite struct ReadmeTests {
  private let text: String

  init() throws {
    text = try String(contentsOf: Muster.root.appendingPathComponent("README.md"), encoding: .utf8)
  }

  /// The blocks between fences, with the language after the fence.
  private var blocks: [(language: String, text: String)] {
    let parts = text.components(separatedBy: "```")
    return stride(from: 1, to: parts.count, by: 2).map { index in
      let lines = parts[index].components(separatedBy: "\n")
      return (lines[0], lines.dropFirst().joined(separator: "\n"))
    }
  }

  @Test func `it leads with two commands that exist`() throws {
    let lines = blocks[0].text.split(separator: "\n")
    #expect(lines == ["scripts/quickstart", "scripts/test"])
    for line in lines {
      let path = Muster.root.appendingPathComponent(String(line)).path
      #expect(FileManager.default.isExecutableFile(atPath: path))
    }
  }

  @Test func `the experiment it shows runs`() async throws {
    let experiment = try #require(blocks.first { $0.language == "yaml" })
    try await withTemporaryFolder { root in
      try experiment.text.write(
        toFile: "\(root)/my-first.yaml", atomically: true, encoding: .utf8)
      let result = try await Muster.run(
        [
          "run", "my-first.yaml", "--set", "dataset.train_limit=800", "--set",
          "dataset.test_limit=250", "--format", "json",
        ], in: root)
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.hasPrefix("{") && result.output.contains("\"completed\""))
    }
  }

  @Test func `the commands it shows work`() async throws {
    let commands = blocks.filter { $0.language.isEmpty }.flatMap {
      $0.text.split(separator: "\n").filter { $0.hasPrefix("muster ") }
    }
    #expect(commands.count >= 7)
    try await withTemporaryFolder { root in
      try NumpyFile(
        shape: [9, 4], values: .float32((0..<36).map { Float($0 % 7) })
      ).write(to: "\(root)/U.npy")
      try NumpyFile(
        shape: [9, 2], values: .float32((0..<18).map { Float($0 / 6 * 10 + $0 % 3) })
      ).write(to: "\(root)/P.npy")
      try NumpyFile(
        shape: [2, 1, 28, 28], values: .float32(Array(repeating: 0, count: 1568))
      ).write(to: "\(root)/I.npy")
      try FileManager.default.copyItem(
        atPath: Muster.root.appendingPathComponent("configs").path, toPath: "\(root)/configs")
      for command in commands {
        // The full run is what scripts/quickstart shows; here it is a short one.
        let words = shell(String(command)).dropFirst()
        let more = words.first == "run" ? Self.short : []
        let result = try await Muster.run(Array(words) + more, in: root)
        #expect(result.status == 0, "\(command): \(result.errors)")
      }
    }
  }

  private static let short = [
    "dataset.train_limit=900", "dataset.test_limit=250", "federation.rounds=1",
    "attack.schedule.round=1", "post_training=null",
  ].flatMap { ["--set", $0] }

  /// Splits a command as a shell does, with single quotes.
  private func shell(_ command: String) -> [String] {
    command.components(separatedBy: "'").enumerated().flatMap { index, part in
      index.isMultiple(of: 2) ? part.split(separator: " ").map(String.init) : [part]
    }
  }
}
