import Foundation

/// How much memory a process holds, in bytes.
package struct ProcessMemory: Codable, Sendable, Equatable {
  /// All of its pages that are in memory.
  package var rss: Int
  /// The same with shared pages divided among those who share them.
  package var pss: Int
  /// Pages that no file backs: what the process has made itself.
  package var anonymous: Int

  package init(rss: Int, pss: Int, anonymous: Int) {
    self.rss = rss
    self.pss = pss
    self.anonymous = anonymous
  }

  /// Reads the text of `/proc/PID/smaps_rollup`; nil if it lacks a figure.
  package init?(rollup text: String) {
    var figures: [Substring: Int] = [:]
    for line in text.split(separator: "\n") {
      // Such as "Rss:   5120 kB".
      let words = line.split(separator: " ")
      if words.count == 3, words[2] == "kB", let size = Int(words[1]) {
        figures[words[0]] = size * 1024
      }
    }
    guard let rss = figures["Rss:"], let pss = figures["Pss:"],
      let anonymous = figures["Anonymous:"]
    else { return nil }
    self.init(rss: rss, pss: pss, anonymous: anonymous)
  }

  /// What a process holds now; nil if it is gone, or the system does not tell.
  package static func of(_ process: Int32) -> ProcessMemory? {
    (try? String(contentsOfFile: "/proc/\(process)/smaps_rollup", encoding: .utf8))
      .flatMap(ProcessMemory.init)
  }

  /// The children of a process.
  static func children(of parent: Int32) -> [Int32] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { Int32($0) }.filter { self.parent(of: $0) == parent }.sorted()
  }

  private static func parent(of process: Int32) -> Int32? {
    let text = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
    // The name, in parentheses, may hold anything; the state and the parent follow the last one.
    let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
    return fields.count > 1 ? Int32(fields[1]) : nil
  }
}

/// The most that the processes of a run have held.
struct MemoryPeaks {
  private(set) var coordinator: ProcessMemory?
  private var byClient: [Int32: ProcessMemory] = [:]

  /// Looks at a run's processes once.
  mutating func sample(coordinator process: Int32) {
    Self.raise(&coordinator, by: ProcessMemory.of(process))
    for child in ProcessMemory.children(of: process) {
      Self.raise(&byClient[child], by: ProcessMemory.of(child))
    }
  }

  /// The client process in the middle; nil if none was seen.
  var client: ProcessMemory? {
    let sorted = byClient.values.sorted { $0.rss < $1.rss }
    return sorted.isEmpty ? nil : sorted[sorted.count / 2]
  }

  private static func raise(_ peak: inout ProcessMemory?, by memory: ProcessMemory?) {
    guard let memory, memory.rss > peak?.rss ?? 0 else { return }
    peak = memory
  }
}
