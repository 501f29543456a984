import Messaging

/// The place of one client process in the pool; the process in it may change.
struct Seat: Sendable {
  enum State: Sendable, Equatable {
    /// Started, not heard of yet.
    case starting
    case idle
    case busy
    /// Ended too often; started again with the next batch.
    case down
  }

  /// The clients that the process may compute for, rising.
  let clients: [Int]
  var state = State.down
  /// Tells one process in this seat from the next; messages of earlier ones are refused.
  var token = ""
  /// Where its messages come from; nil until it has said hello.
  var peer: PeerIdentity?
  /// The version of the global model that it holds.
  var modelVersion: Int?
  var lastHeard: ContinuousClock.Instant?
  var restartsInBatch = 0
}
