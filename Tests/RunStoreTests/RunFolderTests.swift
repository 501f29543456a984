import Aggregation
import Foundation
import Networks
import Options
import Tensors
import TestSupport
import Testing

@testable import RunStore

@Suite struct RunFolderTests {
  private let architecture: Model

  init() throws {
    architecture = try Model(
      name: "small", input: ImageShape(channels: 3, height: 1, width: 1), classCount: 2,
      layers: [.linear(outputs: 2)])
  }

  @Test func `a run's name says when and what`() {
    let id = RunID.make(name: "quickstart", date: Date(timeIntervalSince1970: 1_700_000_000))
    #expect(id.hasPrefix("20231114T221320-quickstart-"))
    #expect(id.split(separator: "-").last?.count == 4)
  }

  @Test func `a folder is made once`() throws {
    try withTemporaryFolder { root in
      _ = try RunFolder.create("a", in: root)
      #expect(throws: RunStoreError.exists(path: root + "/a")) {
        try RunFolder.create("a", in: root)
      }
    }
  }

  @Test func `a run that goes on cannot be taken over`() throws {
    try withTemporaryFolder { root in
      let folder = try RunFolder.create("a", in: root)
      let lock = try RunLock(folder)
      #expect(throws: RunStoreError.inUse(path: folder.path)) { _ = try RunLock(folder) }
      _ = consume lock
      _ = try RunLock(folder)
    }
  }

  @Test func `rows are kept through the last checkpoint and every key is written`() throws {
    try withTemporaryFolder { root in
      let folder = try RunFolder.create("a", in: root)
      let log = try RoundLog(folder, keepingThrough: 0)
      for round in 1...3 { try log.append(RoundRecord(round: round, sampled: [1, 2])) }
      let text = try String(contentsOfFile: folder.roundRows, encoding: .utf8)
      #expect(text.contains("\"attack_success_rate\":null"))
      // A line that a killed process left half-written.
      try (text + "{\"round\":4,").write(
        toFile: folder.roundRows, atomically: true, encoding: .utf8)
      #expect(try RoundLog.read(folder).map(\.round) == [1, 2, 3])
      _ = try RoundLog(folder, keepingThrough: 2)
      #expect(try RoundLog.read(folder).map(\.round) == [1, 2])
      let table = try String(contentsOfFile: folder.roundTable, encoding: .utf8)
      let lines = table.split(separator: "\n")
      #expect(lines.count == 3)
      let widths = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).count }
      #expect(widths == [21, 21, 21] && lines[0].contains(",robust_accuracy,"))
    }
  }

  @Test func `a row reads back as it was written`() throws {
    var row = RoundRecord(round: 7, sampled: [1, 2, 3])
    row.verdicts = [
      Verdict(client: 1, accepted: false, weight: 0, score: 2.5, stage: "flame", reason: "angle"),
      Verdict(client: 2, weight: 1),
    ]
    row.detection = DetectionFigures(row.verdicts, malicious: [1])
    row.dropped = [.init(client: 3, reason: "deadline")]
    row.refused = ["second_hello": 2]
    row.cleanAccuracy = 0.5
    row.robustAccuracy = 0.25
    let line = try RunJSON.line(row)
    #expect(String(decoding: line, as: UTF8.self).contains("\"true_positive\":1"))
    #expect(try RunJSON.decode(RoundRecord.self, from: line) == row)
    var summary = Summary(runId: "r", name: "n", seed: 1, version: "1", backend: "portable")
    summary.rounds = [row]
    summary.maliciousClients = [1]
    #expect(try RunJSON.decode(Summary.self, from: RunJSON.document(summary)) == summary)
  }

  @Test func `the newest whole checkpoint is found and old ones go`() throws {
    try withTemporaryFolder { root in
      let folder = try RunFolder.create("a", in: root)
      for round in 1...4 {
        let model = ModelState(parameters: Array(repeating: Float(round), count: 8))
        var record = RoundRecord(round: round, sampled: [1])
        record.modelDigest = model.digest
        try Checkpoint(
          model: model, record: record, history: ["server": ["steps": .int(round)]]
        ).write(to: folder, of: architecture)
      }
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.checkpoints).count == 2)
      let newest = Checkpoint.newest(in: folder, of: architecture)
      #expect(newest?.round == 4)
      #expect(newest?.history["server"]?["steps"] == 4)
      #expect(newest?.record.sampled == [1])
      // A damaged byte in the last one: the one before it stands in.
      let path = folder.checkpoints + "/round-00004.safetensors"
      var data = try #require(FileManager.default.contents(atPath: path))
      data[data.count - 2] ^= 0x40
      try data.write(to: URL(fileURLWithPath: path))
      #expect(Checkpoint.newest(in: folder, of: architecture)?.round == 3)
    }
  }

  @Test func `what attackers keep comes back whole or not at all`() throws {
    try withTemporaryFolder { root in
      let folder = try RunFolder.create("a", in: root)
      let kept = [
        KeptValue(name: "empty/3", values: []), KeptValue(name: "mask/12", values: [0, 1]),
        KeptValue(name: "trigger", values: [.infinity, -0.0, 0.1]),
      ]
      for round in 1...2 {
        let model = ModelState(parameters: Array(repeating: Float(round), count: 8))
        var record = RoundRecord(round: round, sampled: [1])
        record.modelDigest = model.digest
        try Checkpoint(model: model, record: record, history: [:], kept: kept.reversed())
          .write(to: folder, of: architecture)
      }
      #expect(Checkpoint.newest(in: folder, of: architecture)?.kept == kept)
      // The last bytes of the file are those of a kept value.
      let path = folder.checkpoints + "/round-00002.safetensors"
      var data = try #require(FileManager.default.contents(atPath: path))
      data[data.count - 2] ^= 0x40
      try data.write(to: URL(fileURLWithPath: path))
      let newest = Checkpoint.newest(in: folder, of: architecture)
      #expect(newest?.round == 1 && newest?.kept == kept)
    }
  }

  @Test func `a folder that cannot be written is named`() throws {
    let error = #expect(throws: RunStoreError.self) {
      try RunFolder.create("a", in: "/proc/none")
    }
    #expect(error?.description.contains("/proc/none/a") == true)
  }
}
