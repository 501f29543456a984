import Foundation
import TestSupport
import Testing

/// A disk that fills up in the middle of a run.
@Suite struct DiskFullTests {
  @Test func `a full disk ends the run, and what was written stays readable`() throws {
    try withTemporaryFolder { root in
      let file = "\(root)/trial.yaml"
      try Trial.text(attacked: false, rounds: 60).write(
        toFile: file, atomically: true, encoding: .utf8)
      // A limit on the size of any one file stands in for the full disk: checkpoints of 100 kB
      // pass, the growing table of rounds does not.
      let shell = Process()
      shell.executableURL = URL(fileURLWithPath: "/bin/bash")
      shell.arguments = [
        "-c",
        "trap '' XFSZ; ulimit -f 120; exec \(Muster.executable) run \(file) --output \(root) --run-id full",
      ]
      let errors = Pipe()
      shell.standardError = errors
      shell.standardOutput = FileHandle.nullDevice
      try shell.run()
      let text = String(
        decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
      shell.waitUntilExit()
      #expect(shell.terminationStatus == 3, "\(text)")
      #expect(text.contains("cannot be written"), "\(text)")
      let rows = try String(contentsOfFile: "\(root)/full/rounds.jsonl", encoding: .utf8)
      #expect(rows.contains("\"round\":1"))
    }
  }
}
