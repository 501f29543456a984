import Attacks
import Federation
import Foundation
import Messaging
import Protocol
import RunStore
import Synchronization

/// An adversary's endpoint in round 3 of a run, and links to it as malicious processes have them.
struct MeetingPlace {
  let endpoint: AdversaryEndpoint
  let context: Context
  private let knowledge: AttackKnowledge
  private let folder: SocketFolder

  init(
    _ knowledge: AttackKnowledge = .colluding, kept: [KeptValue] = [],
    patience: Duration = .seconds(20)
  ) async throws {
    self.knowledge = knowledge
    context = try Context()
    folder = try SocketFolder()
    endpoint = try await .open(
      at: folder.address("peers"), knowledge: knowledge, parameterCount: 3, kept: kept,
      patience: patience, context: context)
    await endpoint.begin(round: 3)
  }

  /// The link of a process that was admitted.
  func link(_ token: String, timeout: Duration = .seconds(20)) async throws -> AdversaryLink {
    endpoint.admit(token)
    return try await stranger(token, timeout: timeout)
  }

  /// A link with whatever token.
  func stranger(_ token: String, timeout: Duration = .seconds(20)) async throws -> AdversaryLink {
    try await .connect(
      AdversaryAccess(address: "\(endpoint.address)", token: token), knowledge: knowledge,
      parameterCount: 3, timeout: timeout, context: context)
  }

  func close() async {
    await endpoint.close()
    withExtendedLifetime(folder) {}
  }
}

/// Runs what blocks on a thread of its own, as a malicious process does.
func onThread<Result: Sendable>(
  _ body: @escaping @Sendable () throws -> Result
) async throws -> Result {
  try await withCheckedThrowingContinuation { continuation in
    Thread { continuation.resume(with: Swift.Result { try body() }) }.start()
  }
}

/// Counts how often each value was computed.
final class ComputingLog: Sendable {
  private let keys: Mutex<[AdversaryKey]> = Mutex([])

  /// Notes a key, and gives the value that everybody computes for it.
  func compute(_ key: AdversaryKey) -> [Float] {
    keys.withLock { $0.append(key) }
    return Self.value(key)
  }

  static func value(_ key: AdversaryKey) -> [Float] {
    [Float(key.client ?? -1), Float(key.round ?? 0), 0.1]
  }

  /// In the order in which they were computed.
  var all: [AdversaryKey] { keys.withLock { $0 } }
}

/// Something that one thread waits for.
struct Gate: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)

  func open() { semaphore.signal() }

  func wait() { semaphore.wait() }
}
