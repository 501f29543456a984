package import Messaging
import Protocol
import RunStore
package import Tensors

/// The client processes of a run and the work they are given.
///
/// One actor, on the thread of its router socket, owns the seats (one per process), the batches of
/// jobs in hand and everything that arrives. It trusts no peer: what is not an answer to a job in
/// hand is refused and counted, and the work goes on.
package actor ClientPool {
  let settings: PoolSettings
  let launcher: any ClientLauncher
  let endpoint: Endpoint
  let clock = ContinuousClock()

  var seats: [Seat]
  /// The seat of each process that has said hello.
  var seatOfPeer: [PeerIdentity: Int] = [:]
  /// How many processes have work in hand.
  var computingCount = 0
  /// What the processes work on, training before scoring.
  var batches: [ActiveBatch] = []
  var refusals = RefusalCounts()
  var restarts: [RoundRecord.Restart] = []
  var traffic = RoundRecord.Traffic()
  var isStopping = false
  var isInterrupted = false
  var pings = 0
  /// When the first job was sent; nil before.
  package internal(set) var firstTask: ContinuousClock.Instant?
  private var lastBatch = 0
  /// The matrix of an earlier batch: touching a new one's memory for the first time takes longer
  /// than filling it.
  private var spareUpdates: UpdateMatrix?
  private var heart: Task<Void, Never>?

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe endpoint.executor.asUnownedSerialExecutor()
  }

  /// A pool whose processes are not started yet.
  ///
  /// - Parameters:
  ///   - settings: what the pool must know of the run.
  ///   - launcher: starts processes; the only one who knows which are malicious.
  ///   - endpoint: a bound router.
  package init(_ settings: PoolSettings, launcher: any ClientLauncher, endpoint: Endpoint) {
    self.settings = settings
    self.launcher = launcher
    self.endpoint = endpoint
    seats = settings.hosts.map { Seat(clients: $0) }
  }

  // MARK: - Life

  /// Starts every process and listens; returns at once.
  package func start() throws {
    endpoint.assumeIsolated {
      $0.deliver { [weak self] event in self?.assumeIsolated { $0.receive(event) } }
    }
    heart = Task { [weak self, interval = settings.heartbeat] in
      while !Task.isCancelled {
        try? await Task.sleep(for: interval)
        await self?.beat()
      }
    }
    for seat in seats.indices { try launch(seat) }
  }

  /// Asks every process to leave, and sees to it that all have.
  package func stop() async {
    isStopping = true
    for seat in seats.indices where seats[seat].peer != nil {
      post(
        .goodbye(Goodbye(runID: settings.runID, reason: "the run has ended")), to: seat)
    }
    await launcher.stopAll()
    heart?.cancel()
    await endpoint.close()
  }

  /// Ends the batches in hand early; no further one is done.
  package func interrupt() {
    isInterrupted = true
    for index in batches.indices { batches[index].release() }
  }

  // MARK: - Work

  /// Has jobs done by the processes.
  ///
  /// Batches may overlap: processes score one model while they train the same one further, and
  /// training goes first.
  ///
  /// - Parameters:
  ///   - jobs: in the order in which results are wanted; all train, or all score.
  ///   - request: what all of them work on.
  ///   - deadline: when jobs without an outcome are dropped; never if nil.
  /// - Returns: the finished batch.
  /// - Throws: `FederationError.interrupted`.
  package func perform(
    _ jobs: [Job], on request: WorkRequest, deadline: Duration? = nil
  ) async throws -> JobBatch {
    guard !isInterrupted else { throw FederationError.interrupted }
    let id = add(jobs, request)
    reviveSeats()
    dispatch()
    let timer = deadline.map { limit in
      Task { [weak self] in
        try? await Task.sleep(for: limit)
        if !Task.isCancelled { await self?.deadlinePassed(id) }
      }
    }
    await withCheckedContinuation { waiter in
      guard let index = index(of: id), !batches[index].jobs.isFinished else {
        return waiter.resume()
      }
      batches[index].waiter = waiter
    }
    timer?.cancel()
    guard let index = index(of: id) else { preconditionFailure("batch \(id) is gone") }
    let result = batches.remove(at: index).jobs
    guard !isInterrupted else { throw FederationError.interrupted }
    return result
  }

  /// Takes back the matrix of a batch whose updates nobody needs any more.
  package func recycle(_ updates: consuming UpdateMatrix) { spareUpdates = updates }

  /// What happened on the wire since the last call, for the round's record.
  package func takeNews() -> PoolNews {
    defer {
      restarts = []
      traffic = RoundRecord.Traffic()
    }
    return PoolNews(restarts: restarts, traffic: traffic, refused: refusals.take())
  }

  /// How many batches are in hand.
  package var batchCount: Int { batches.count }

  // MARK: - Details

  /// Where a batch stands; nil once it is over.
  func index(of batch: Int) -> Int? { batches.firstIndex { $0.id == batch } }

  /// Puts a batch in its place and gives it a number.
  private func add(_ jobs: [Job], _ request: WorkRequest) -> Int {
    lastBatch += 1
    let updates =
      request.isTraining
      ? matrix(rows: jobs.count, columns: settings.parameterCount)
      : UpdateMatrix(rows: 0, columns: 0)
    let place = request.isTraining ? (batches.firstIndex { !$0.request.isTraining }) : nil
    batches.insert(
      ActiveBatch(id: lastBatch, request: request, jobs: JobBatch(jobs, updates: updates)),
      at: place ?? batches.count)
    return lastBatch
  }

  private func matrix(rows: Int, columns: Int) -> UpdateMatrix {
    let spare = spareUpdates.take()
    if let spare, spare.rows == rows, spare.columns == columns { return spare }
    return UpdateMatrix(rows: rows, columns: columns)
  }

  private func deadlinePassed(_ id: Int) {
    guard let index = index(of: id) else { return }
    batches[index].jobs.dropUnfinished(reason: "deadline")
    // A process that still computes for a round that is over would take the next one's core.
    for seat in seats.indices where seats[seat].inHand.contains(where: { $0.batch == id }) {
      launcher.kill(seat)
    }
    batches[index].release()
  }

  private func reviveSeats() {
    for seat in seats.indices {
      seats[seat].restartsInBatch = 0
      if seats[seat].state == .down { try? launch(seat) }
    }
  }
}
