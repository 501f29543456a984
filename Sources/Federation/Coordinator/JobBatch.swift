package import Tensors

/// Jobs that are done together, and how far each is; a value without sockets or clocks.
///
/// A job whose process dies is handed out again. What it would have computed is keyed by round
/// and client, so the second process computes the same.
package struct JobBatch: Sendable {
  private enum State: Equatable {
    case waiting
    case running
    case finished(JobOutcome)
  }

  package let jobs: [Job]
  private var states: [State]
  private var attempts: [Int]
  /// Positions of waiting jobs, longest first, ties in the order given.
  private var queue: [Int]
  private var unfinishedCount: Int
  /// One row for each training job, in the order of the jobs.
  ///
  /// A row is the update of its job if the job ends with one, and means nothing otherwise.
  package private(set) var updates: UpdateMatrix

  /// A batch of waiting jobs.
  ///
  /// - Parameters:
  ///   - jobs: in the order in which results are wanted.
  ///   - updates: room for a row of each job that trains.
  package init(_ jobs: [Job], updates: UpdateMatrix = UpdateMatrix(rows: 0, columns: 0)) {
    self.jobs = jobs
    self.updates = updates
    states = Array(repeating: .waiting, count: jobs.count)
    attempts = Array(repeating: 0, count: jobs.count)
    queue = jobs.indices.sorted { (jobs[$0].size, $1) > (jobs[$1].size, $0) }
    unfinishedCount = jobs.count
  }

  /// Whether every job has an outcome.
  package var isFinished: Bool { unfinishedCount == 0 }

  /// Whether every job has an outcome that is not for some processes alone.
  ///
  /// - Parameter hosts: those processes.
  /// - Returns: true, too, if there is no other job.
  package func isFinished(exceptFor hosts: Set<Int>) -> Bool {
    jobs.indices.allSatisfy { job in
      if case .finished = states[job] { return true }
      return jobs[job].hosts.allSatisfy { hosts.contains($0) }
    }
  }

  /// The number of jobs that no process has in hand yet.
  package var waitingCount: Int { queue.count }

  /// Takes the longest waiting job for which there is a process.
  ///
  /// - Parameter isFree: whether a process may take a job.
  /// - Returns: the job's position and the process, or nil.
  package mutating func next(where isFree: (Int) -> Bool) -> (job: Int, process: Int)? {
    for (place, job) in queue.enumerated() {
      guard let process = jobs[job].hosts.first(where: isFree) else { continue }
      queue.remove(at: place)
      states[job] = .running
      attempts[job] += 1
      return (job, process)
    }
    return nil
  }

  /// How often a job has been handed out.
  package func attempt(of job: Int) -> Int { attempts[job] }

  /// Records the outcome of a job that is running or waiting; the first one stays.
  package mutating func finish(_ job: Int, _ outcome: JobOutcome) {
    switch states[job] {
    case .finished: return
    case .waiting: queue.removeAll { $0 == job }
    case .running: break
    }
    states[job] = .finished(outcome)
    unfinishedCount -= 1
  }

  /// Lets an update's values be written into the row of its job.
  package mutating func withRow<Result>(
    of job: Int, _ body: (inout MutableSpan<Float>) -> Result
  ) -> Result {
    let range = updates.range(of: job)
    var values = updates.values.mutableSpan
    var row = values._mutatingExtracting(range)
    return body(&row)
  }

  /// Puts a job whose process died back into the queue, or drops it the last time.
  ///
  /// - Parameters:
  ///   - job: one that was handed out.
  ///   - hadBegun: false for one that only waited in the process, which is not to blame.
  ///   - reason: why the process ended.
  package mutating func lose(_ job: Int, hadBegun: Bool, reason: String) {
    guard states[job] == .running else { return }
    if !hadBegun { attempts[job] -= 1 }
    if attempts[job] < jobs[job].maximumAttempts {
      states[job] = .waiting
      queue.insert(job, at: 0)
    } else {
      finish(job, .dropped(reason: reason))
    }
  }

  /// Drops every job without an outcome.
  ///
  /// - Parameter reason: for all of them.
  package mutating func dropUnfinished(reason: String) {
    for job in jobs.indices { finish(job, .dropped(reason: reason)) }
  }

  /// The outcomes, in the order of the jobs; jobs without one count as dropped.
  package var outcomes: [JobOutcome] {
    states.map { if case .finished(let outcome) = $0 { outcome } else { .dropped(reason: "") } }
  }

  /// Gives the matrix away, for another batch to use.
  package consuming func takeUpdates() -> UpdateMatrix { updates }
}
