import Foundation
package import Options
import Synchronization

/// What happened in a run and when, a JSON object a line in `log.jsonl`.
///
/// For people who look for the reason of something; no result is read from it. Lines that cannot be
/// written are left out: a full disk is reported by what must be written.
package final class RunLog: Sendable {
  private let file: Mutex<FileHandle?>

  /// Opens the log of a run, behind what earlier attempts wrote.
  package init(_ folder: RunFolder) {
    file = Mutex(try? DurableFile.appending(to: folder.log))
  }

  /// Adds a line.
  ///
  /// - Parameters:
  ///   - event: a word or two.
  ///   - fields: what there is to say of it.
  package func append(_ event: String, _ fields: OptionValue = .object([])) {
    var line: OptionValue = [
      "time": .string(Date().formatted(.iso8601)), "event": .string(event),
    ]
    for key in fields.keys { line[key] = fields[key] }
    guard let data = try? RunJSON.line(line) else { return }
    file.withLock { try? $0?.write(contentsOf: data + [UInt8(ascii: "\n")]) }
  }
}
