import Messaging

/// The place of one client process in the pool; the process in it may change.
struct Seat: Sendable {
  enum State: Sendable, Equatable {
    /// Started, not heard of yet.
    case starting
    /// Has said hello.
    case ready
    /// Ended too often; started again with the next batch.
    case down
  }

  /// A job that the process was sent and has not answered.
  struct Assignment: Sendable, Equatable {
    /// The id of the job's batch.
    let batch: Int
    /// The job's position in it.
    let job: Int
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
  /// What it has in hand: the first it computes, the second waits there for its turn.
  var inHand: [Assignment] = []

  /// Whether it waits for work.
  var isIdle: Bool { state == .ready && inHand.isEmpty }

  /// Whether it may be sent the job that comes after the one it computes.
  var hasRoomForNext: Bool { state == .ready && inHand.count == 1 }
}
