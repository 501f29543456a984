package import Experiments
import Foundation

/// Which client processes there are, and which clients each hosts.
///
/// A malicious client never shares a process with an honest one. Only the launcher holds a plan: the
/// coordinator learns which clients a process hosts, not what they are.
package struct ProcessPlan: Sendable, Equatable {
  /// One client process.
  package struct Host: Sendable, Equatable, Codable {
    /// Counted from 0.
    package let process: Int
    /// The clients it may compute for, rising.
    package let clients: [Int]
    package let isMalicious: Bool
  }

  package let hosts: [Host]

  /// Places the clients.
  ///
  /// `auto` makes as many honest processes as there are cores, each of which hosts every honest
  /// client, so that whichever is free takes the next task, and one process for all malicious
  /// clients. A number deals the clients out in turn, at least one process to each side.
  ///
  /// - Parameters:
  ///   - processes: as the experiment says; a number of at least 2 if there are malicious clients.
  ///   - clients: how many clients there are.
  ///   - malicious: which of them are malicious, rising; fewer than `clients`.
  ///   - cores: how many cores the machine has.
  package init(
    _ processes: FederationOptions.Processes, clients: Int, malicious: [Int], cores: Int
  ) {
    let isMalicious = Set(malicious)
    let honest = (0..<clients).filter { !isMalicious.contains($0) }
    let groups: [(clients: [Int], isMalicious: Bool)]
    switch processes {
    case .auto:
      let honestCount = max(1, min(cores, honest.count))
      groups =
        Array(repeating: (honest, false), count: honestCount)
        + (malicious.isEmpty ? [] : [(malicious, true)])
    case .perClient:
      groups = (0..<clients).map { ([$0], isMalicious.contains($0)) }
    case .count(let count):
      let share = Double(count) * Double(malicious.count) / Double(clients)
      let bad =
        malicious.isEmpty ? 0 : min(count - 1, malicious.count, max(1, Int(share.rounded())))
      groups =
        Self.deal(honest, to: min(count - bad, honest.count)).map { ($0, false) }
        + Self.deal(malicious, to: bad).map { ($0, true) }
    }
    hosts = groups.enumerated().map {
      Host(process: $0.offset, clients: $0.element.clients, isMalicious: $0.element.isMalicious)
    }
  }

  private static func deal(_ clients: [Int], to count: Int) -> [[Int]] {
    (0..<count).map { first in
      stride(from: first, to: clients.count, by: count).map { clients[$0] }
    }
  }
}
