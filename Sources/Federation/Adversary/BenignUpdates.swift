package import Protocol
import Synchronization

/// The honest clients' updates of a round, as they reach the server, for attackers that see them.
///
/// The pool's thread adds them, that of the adversary's endpoint hands them out; both share the bytes
/// that arrived.
package final class BenignUpdates: Sendable {
  private let updates: Mutex<[Int: [Int: Payload]]> = Mutex([:])

  package init() {}

  /// Notes a client's update.
  package func add(_ update: Payload, of client: Int, round: Int) {
    updates.withLock { $0[round, default: [:]][client] = update }
  }

  /// The clients whose updates of a round are here, rising.
  func clients(round: Int) -> [Int] { updates.withLock { $0[round]?.keys.sorted() ?? [] } }

  /// One client's update.
  func update(of client: Int, round: Int) -> Payload? {
    updates.withLock { $0[round]?[client] }
  }

  /// Forgets all rounds.
  func removeAll() { updates.withLock { $0 = [:] } }
}
