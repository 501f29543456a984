import Foundation
import Options
import Testing

/// What the tests read from a run's folder.
struct FinishedRun {
  let summary: OptionValue

  init(_ folder: String) throws {
    summary = try OptionValue(
      json: Data(contentsOf: URL(fileURLWithPath: folder + "/summary.json")))
  }

  var rounds: [OptionValue] {
    if case .array(let rounds)? = summary["rounds"] { rounds } else { [] }
  }

  /// The model after every round.
  var digests: [String] { rounds.map { $0["model_digest"]?.description ?? "" } }

  /// What must be the same whatever the number of processes: everything but times, traffic and
  /// restarts.
  var results: [OptionValue] {
    rounds.map { round in
      var round = round
      for key in ["seconds", "bytes", "restarts"] { round[key] = nil }
      return round
    }
  }
}

/// The processes of this machine, read from `/proc`.
enum ProcessTable {
  /// The children of a process that run `muster client`.
  static func clients(of parent: Int32) -> [Int32] {
    identifiers.filter { process in
      command(process).contains("client") && self.parent(of: process) == parent
    }
  }

  /// The child that writes the log of a run's process; nil while there is none.
  static func client(_ process: Int, of parent: Int32) -> Int32? {
    clients(of: parent).first {
      let log = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\($0)/fd/1")
      return log?.hasSuffix("/clients/process-\(process).log") == true
    }
  }

  /// Processes that run `muster client` and whose standard input came with this run id.
  static func exists(_ process: Int32) -> Bool { kill(process, 0) == 0 }

  private static var identifiers: [Int32] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int32($0) }
      .sorted()
  }

  private static func command(_ process: Int32) -> [String] {
    let data = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
    return data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func parent(of process: Int32) -> Int32? {
    let text = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
    // The name, in parentheses, may hold anything; the state and the parent follow it.
    let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
    return fields.count > 1 ? Int32(fields[1]) : nil
  }
}

/// Waits until something holds.
///
/// The limit ends a test that hangs; nothing is measured.
func waitUntil(
  _ what: String, limit: Duration = .seconds(60), _ condition: () throws -> Bool
) async throws {
  let end = ContinuousClock.now + limit
  while try !condition() {
    guard ContinuousClock.now < end else {
      Issue.record("waited in vain for \(what)")
      return
    }
    try await Task.sleep(for: .milliseconds(10))
  }
}
