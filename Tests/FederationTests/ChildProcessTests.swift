import Federation
import Foundation
import Synchronization
import Testing

/// A folder that goes with the test.
final class ScratchFolder: Sendable {
  let path = FileManager.default.temporaryDirectory.path + "/muster-test-\(UUID().uuidString)"

  init() throws {
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: nil)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  func text(_ name: String) throws -> String {
    try String(contentsOfFile: file(name), encoding: .utf8)
  }
}

/// Waits up to five seconds for something that other processes bring about.
func eventually(_ condition: () throws -> Bool) async throws -> Bool {
  for _ in 0..<500 {
    if try condition() { return true }
    try await Task.sleep(for: .milliseconds(10))
  }
  return try condition()
}

/// Whether a process exists and still runs.
private func isAlive(_ process: Int32) -> Bool {
  guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
    let end = status.lastIndex(of: ")")
  else { return false }
  return !status[end...].hasPrefix(") Z")
}

@Suite(.timeLimit(.minutes(1))) struct ChildProcessTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func shell(
    _ script: String, input: String = "", environment: [String: String] = [:], log: String = "log"
  ) -> ChildCommand {
    ChildCommand(
      executable: "/bin/sh", arguments: ["-c", script], environment: environment, input: input,
      log: folder.file(log))
  }

  @Test(arguments: [0, 1, 42, 255]) func `an exit code is reported`(code: Int32) async throws {
    let child = try ChildProcess(shell("exit \(code)"))
    #expect(await child.exit == .exited(code: code))
    #expect(await child.exit.isSuccess == (code == 0))
    #expect(!child.isRunning)
  }

  @Test func `a killing signal is reported`() async throws {
    let child = try ChildProcess(shell("kill -9 $$"))
    #expect(await child.exit == .killed(signal: 9))
    #expect(await child.exit.description == "killed by signal 9")
  }

  @Test func `the end is told to who asked for it, once`() async throws {
    let (exits, report) = AsyncStream.makeStream(of: ChildExit.self)
    let child = try ChildProcess(shell("exit 3")) { report.yield($0) }
    var iterator = exits.makeAsyncIterator()
    #expect(await iterator.next() == .exited(code: 3))
    async let first = child.exit
    async let second = child.exit
    #expect(await [first, second] == [.exited(code: 3), .exited(code: 3)])
  }

  @Test func `output and errors are appended to the log`() async throws {
    _ = await (try ChildProcess(shell("echo one; echo two >&2"))).exit
    _ = await (try ChildProcess(shell("echo three"))).exit
    #expect(try folder.text("log") == "one\ntwo\nthree\n")
  }

  @Test func `variables reach the child, and numeric libraries get one thread`() async throws {
    let command = shell(
      "echo $OMP_NUM_THREADS $MUSTER_COLOR ${PATH:+path}", environment: ["MUSTER_COLOR": "red"])
    _ = await (try ChildProcess(command)).exit
    #expect(try folder.text("log") == "1 red path\n")
    let other = shell("echo $OMP_NUM_THREADS", environment: ["OMP_NUM_THREADS": "2"], log: "other")
    _ = await (try ChildProcess(other)).exit
    #expect(try folder.text("other") == "2\n")
  }

  @Test func `the input is read, and stays open until it is closed`() async throws {
    let command = shell("read line; echo got $line; cat; echo end", input: "assignment\nmore\n")
    let child = try ChildProcess(command)
    #expect(try await eventually { try folder.text("log") == "got assignment\nmore\n" })
    #expect(child.isRunning)
    child.closeInput()
    #expect(await child.exit.isSuccess)
    #expect(try folder.text("log") == "got assignment\nmore\nend\n")
  }

  @Test func `an input longer than a pipe holds arrives whole`() async throws {
    let input = String(repeating: "0123456789abcde\n", count: 50_000)
    let child = try ChildProcess(shell("head -n 50000 | wc -c", input: input))
    #expect(await child.exit.isSuccess)
    #expect(try folder.text("log").trimmingCharacters(in: .whitespacesAndNewlines) == "800000")
  }

  @Test func `a child that never reads its input can end`() async throws {
    let input = String(repeating: "x", count: 1_000_000)
    let child = try ChildProcess(shell("exec 0<&-; sleep 0.05; exit 4", input: input))
    #expect(await child.exit == .exited(code: 4))
    let deaf = try ChildProcess(shell("sleep 100", input: input))
    #expect(await deaf.terminate(grace: .seconds(5)) == .killed(signal: SIGTERM))
  }

  @Test func `a dropped child sees the end of its input`() async throws {
    do {
      let child = try ChildProcess(shell("cat; echo end > \(folder.file("end"))"))
      #expect(child.isRunning)
    }
    let end = folder.file("end")
    #expect(try await eventually { FileManager.default.fileExists(atPath: end) })
  }

  @Test func `siblings do not keep each other's input open`() async throws {
    let first = try ChildProcess(shell("cat"))
    let second = try ChildProcess(shell("sleep 100"))
    let third = try ChildProcess(shell("cat"))
    first.closeInput()
    #expect(await first.exit.isSuccess)
    third.closeInput()
    #expect(await third.exit.isSuccess)
    #expect(second.isRunning)
    await second.terminate(grace: .seconds(5))
  }

  @Test func `a child has its standard streams open and nothing else`() async throws {
    // One that is not closed on exec, as careless libraries leave them.
    let careless = dup(1)
    #expect(careless > 2)
    defer { close(careless) }
    let script = "for n in $(seq 0 255); do [ -e /proc/$$/fd/$n ] && echo $n; done; true"
    _ = await (try ChildProcess(shell(script))).exit
    #expect(try folder.text("log") == "0\n1\n2\n")
  }

  @Test func `a child leads a group of its own`() async throws {
    let child = try ChildProcess(shell("ps -o pgid= -p $$ || cut -d' ' -f5 /proc/$$/stat"))
    #expect(await child.exit.isSuccess)
    let group = try folder.text("log").trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(group == "\(child.id)")
    #expect(child.id != getpgrp())
  }

  @Test func `who is asked to end may tidy up first`() async throws {
    let script = "trap 'echo bye; exit 7' TERM; echo ready; while :; do sleep 0.01; done"
    let child = try ChildProcess(shell(script))
    #expect(try await eventually { try folder.text("log") == "ready\n" })
    #expect(await child.terminate(grace: .seconds(20)) == .exited(code: 7))
    // The shell may add that its sleep was ended with it.
    #expect(try folder.text("log").hasSuffix("bye\n"))
  }

  @Test func `who does not listen is killed`() async throws {
    let child = try ChildProcess(
      shell("trap '' TERM; echo ready; while :; do sleep 0.01; done"))
    #expect(try await eventually { try folder.text("log") == "ready\n" })
    #expect(await child.terminate(grace: .milliseconds(50)) == .killed(signal: SIGKILL))
    #expect(!child.send(signal: SIGTERM))
  }

  @Test(arguments: ["wait", "exit 0"]) func `what a child started goes with it`(
    end: String
  ) async throws {
    let child = try ChildProcess(shell("sleep 100 & echo $!; \(end)"))
    #expect(try await eventually { try folder.text("log").hasSuffix("\n") })
    let grandchild = try #require(
      Int32(try folder.text("log").trimmingCharacters(in: .whitespacesAndNewlines)))
    await child.terminate(grace: .seconds(5))
    #expect(try await eventually { !isAlive(grandchild) })
  }

  @Test func `nothing is left of a child that has ended`() async throws {
    let child = try ChildProcess(shell("exit 0"))
    _ = await child.exit
    #expect(!FileManager.default.fileExists(atPath: "/proc/\(child.id)"))
  }

  @Test func `many children at once`() async throws {
    let children = try (0..<40).map { number in
      try ChildProcess(
        shell("read n; exit $n", input: "\(number)\n", log: "log-\(number)"))
    }
    for (number, child) in children.enumerated() {
      #expect(await child.exit == .exited(code: Int32(number)))
    }
  }

  @Test func `a program that is not there is refused`() {
    let command = ChildCommand(executable: "/nonexistent/muster", log: folder.file("log"))
    #expect(
      throws: ProcessError.notStarted(
        executable: "/nonexistent/muster", reason: "No such file or directory")
    ) { try ChildProcess(command) }
  }

  @Test func `a log that cannot be written is refused`() {
    let command = ChildCommand(executable: "/bin/true", log: "/nonexistent/log")
    #expect(
      throws: ProcessError.logUnwritable(
        path: "/nonexistent/log", reason: "No such file or directory")
    ) { try ChildProcess(command) }
  }
}
