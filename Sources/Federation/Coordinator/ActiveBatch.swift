import Protocol

/// Jobs in hand, what they work on, and who waits for them.
struct ActiveBatch {
  /// Tells one batch from every other of the pool.
  let id: Int
  let request: WorkRequest
  var jobs: JobBatch
  /// The batch's TASKs with the model and without it, once one was sent.
  var templates: [Bool: TaskTemplate] = [:]
  /// Whoever asked for the work, once it waits.
  var waiter: CheckedContinuation<Void, Never>?

  /// Lets the waiter go on.
  mutating func release() {
    waiter?.resume()
    waiter = nil
  }
}
