package import Messaging
import Protocol
import RunStore

/// The client processes of a run and the work they are given.
///
/// One actor, on the thread of its router socket, owns the seats (one per process), the batch of jobs
/// in hand and everything that arrives. It trusts no peer: what is not an answer to a job in hand is
/// refused and counted, and the batch goes on.
package actor ClientPool {
  let settings: PoolSettings
  let launcher: any ClientLauncher
  let endpoint: Endpoint
  let clock = ContinuousClock()

  var seats: [Seat]
  /// What the processes work on; nil between batches.
  var batch: JobBatch?
  var request: WorkRequest?
  var refusals = RefusalCounts()
  var restarts: [RoundRecord.Restart] = []
  var traffic = RoundRecord.Traffic()
  var isStopping = false
  var pings = 0
  private var isInterrupted = false
  private var finished: CheckedContinuation<Void, Never>?
  private var watchers: [Task<Void, Never>] = []

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
    let events = endpoint.events
    watchers.append(
      Task { [weak self] in
        for await event in events { await self?.receive(event) }
      })
    watchers.append(
      Task { [weak self, interval = settings.heartbeat] in
        while !Task.isCancelled {
          try? await Task.sleep(for: interval)
          await self?.beat()
        }
      })
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
    for watcher in watchers { watcher.cancel() }
    await endpoint.close()
  }

  /// Ends the batch in hand early; no further one is done.
  package func interrupt() {
    isInterrupted = true
    finishBatch()
  }

  // MARK: - Work

  /// Has jobs done by the processes.
  ///
  /// - Parameters:
  ///   - jobs: in the order in which results are wanted.
  ///   - request: what all of them work on.
  ///   - deadline: when jobs without an outcome are dropped; never if nil.
  /// - Returns: the finished batch.
  /// - Throws: `FederationError.interrupted`; `.noProcesses` when none can be kept alive.
  package func perform(
    _ jobs: [Job], on request: WorkRequest, deadline: Duration? = nil
  ) async throws -> JobBatch {
    precondition(batch == nil, "one batch at a time, not \(jobs.count) more jobs")
    guard !isInterrupted else { throw FederationError.interrupted }
    self.request = request
    batch = JobBatch(jobs, columns: request.isTraining ? settings.parameterCount : 0)
    reviveSeats()
    dispatch()
    let timer = deadline.map { limit in
      Task { [weak self] in
        try? await Task.sleep(for: limit)
        if !Task.isCancelled { await self?.deadlinePassed() }
      }
    }
    if batch?.isFinished == false { await withCheckedContinuation { finished = $0 } }
    timer?.cancel()
    guard let result = batch else { preconditionFailure("a batch of \(jobs.count) jobs is gone") }
    batch = nil
    self.request = nil
    guard !isInterrupted else { throw FederationError.interrupted }
    return result
  }

  /// What happened on the wire since the last call, for the round's record.
  package func takeNews() -> PoolNews {
    defer {
      restarts = []
      traffic = RoundRecord.Traffic()
    }
    return PoolNews(restarts: restarts, traffic: traffic, refused: refusals.take())
  }

  /// Hands waiting jobs to idle processes, never more at once than there are cores.
  func dispatch() {
    guard var current = batch, let request, !isInterrupted else { return }
    for seat in seats.indices where seats[seat].state == .idle {
      guard current.runningCount < settings.slots else { break }
      guard let job = current.next(for: seat) else { continue }
      seats[seat].state = .busy
      do {
        try send(current.jobs[job], attempt: current.attempt(of: job), request, to: seat)
      } catch {
        current.finish(job, .dropped(reason: "not sent: \(error)"))
        seats[seat].state = .idle
      }
    }
    batch = current
    if current.isFinished { finishBatch() }
  }

  /// Resumes whoever waits for the batch.
  func finishBatch() {
    finished?.resume()
    finished = nil
  }

  private func deadlinePassed() {
    guard let busy = batch?.dropUnfinished(reason: "deadline") else { return }
    // A process that still computes for a round that is over would take the next one's core.
    for seat in busy { launcher.kill(seat) }
    finishBatch()
  }

  private func reviveSeats() {
    for seat in seats.indices {
      seats[seat].restartsInBatch = 0
      if seats[seat].state == .down { try? launch(seat) }
    }
  }
}
