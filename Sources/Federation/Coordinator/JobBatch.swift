package import Tensors

/// Jobs that are done together, and how far each is; a value without sockets or clocks.
///
/// A job whose process dies is handed out again. What it would have computed is keyed by round
/// and client, so the second process computes the same.
package struct JobBatch: Sendable {
  private enum State: Equatable {
    case waiting
    case running(process: Int)
    case finished(JobOutcome)
  }

  package let jobs: [Job]
  private var states: [State]
  private var attempts: [Int]
  /// Positions of waiting jobs, longest first, ties in the order given.
  private var queue: [Int]
  /// One row for each training job, in the order of the jobs.
  package private(set) var updates: UpdateMatrix

  /// A batch of waiting jobs.
  ///
  /// - Parameters:
  ///   - jobs: in the order in which results are wanted.
  ///   - columns: the number of parameters of an update; 0 where no job trains.
  package init(_ jobs: [Job], columns: Int = 0) {
    self.jobs = jobs
    states = Array(repeating: .waiting, count: jobs.count)
    attempts = Array(repeating: 0, count: jobs.count)
    queue = jobs.indices.sorted { (jobs[$0].size, $1) > (jobs[$1].size, $0) }
    updates = UpdateMatrix(rows: columns == 0 ? 0 : jobs.count, columns: columns)
  }

  /// Whether every job has an outcome.
  package var isFinished: Bool {
    states.allSatisfy { if case .finished = $0 { true } else { false } }
  }

  /// The number of jobs that a process has in hand.
  package var runningCount: Int {
    states.count { if case .running = $0 { true } else { false } }
  }

  /// Takes the longest waiting job that a process may do.
  ///
  /// - Parameter process: an idle one.
  /// - Returns: the job's position, or nil.
  package mutating func next(for process: Int) -> Int? {
    guard let place = queue.firstIndex(where: { jobs[$0].hosts.contains(process) }) else {
      return nil
    }
    let job = queue.remove(at: place)
    states[job] = .running(process: process)
    attempts[job] += 1
    return job
  }

  /// The job that a process has in hand.
  package func running(on process: Int) -> Int? {
    states.firstIndex(of: .running(process: process))
  }

  /// Whether a job has been handed out before and lost.
  package func attempt(of job: Int) -> Int { attempts[job] }

  /// Records the outcome of a job that is running or waiting.
  package mutating func finish(_ job: Int, _ outcome: JobOutcome) {
    if case .finished = states[job] { return }
    queue.removeAll { $0 == job }
    states[job] = .finished(outcome)
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

  /// Puts the job of a process that died back into the queue, or drops it the last time.
  package mutating func lose(process: Int, reason: String) {
    guard let job = running(on: process) else { return }
    if attempts[job] < jobs[job].maximumAttempts {
      states[job] = .waiting
      queue.insert(job, at: 0)
    } else {
      states[job] = .finished(.dropped(reason: reason))
    }
  }

  /// Drops every job without an outcome.
  ///
  /// - Parameter reason: for all of them.
  /// - Returns: the processes that still work on one.
  package mutating func dropUnfinished(reason: String) -> [Int] {
    var busy: [Int] = []
    for job in jobs.indices {
      if case .running(let process) = states[job] { busy.append(process) }
      finish(job, .dropped(reason: reason))
    }
    return busy.sorted()
  }

  /// The outcomes, in the order of the jobs; jobs without one count as dropped.
  package var outcomes: [JobOutcome] {
    states.map { if case .finished(let outcome) = $0 { outcome } else { .dropped(reason: "") } }
  }
}
