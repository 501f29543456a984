extension ClientPool {
  /// Hands waiting jobs to processes, and lets go on who waits for a batch that is finished.
  ///
  /// Never do more processes compute at once than there are cores. Each that does is sent the job
  /// that comes after, so that it does not wait for the wire between two clients; the last few jobs
  /// of a batch are held back for whoever is free first.
  func dispatch() {
    guard !isInterrupted else { return }
    for index in batches.indices {
      while computingCount < settings.slots, hand(out: index, where: \.isIdle) {}
      while batches[index].jobs.waitingCount > settings.slots,
        hand(out: index, where: \.hasRoomForNext)
      {}
      if batches[index].jobs.isFinished { batches[index].release() }
    }
  }

  /// Sends one job of a batch to a process, if there is a job for such a one.
  private func hand(out index: Int, where isFree: (Seat) -> Bool) -> Bool {
    guard batches[index].jobs.waitingCount > 0 else { return false }
    let last = settings.lastHosts
    let mayUseLast = last.isEmpty || batches[index].jobs.isFinished(exceptFor: last)
    guard
      let (job, seat) = batches[index].jobs.next(where: {
        isFree(seats[$0]) && (mayUseLast || !last.contains($0))
      })
    else { return false }
    let assignment = Seat.Assignment(batch: batches[index].id, job: job)
    if seats[seat].inHand.isEmpty { computingCount += 1 }
    seats[seat].inHand.append(assignment)
    do {
      try send(job, of: index, to: seat)
    } catch {
      finish(assignment, of: seat, .dropped(reason: "not sent: \(error)"))
    }
    return true
  }

  /// Records what became of a job that a process had in hand.
  func finish(_ assignment: Seat.Assignment, of seat: Int, _ outcome: JobOutcome) {
    guard let place = seats[seat].inHand.firstIndex(of: assignment) else { return }
    seats[seat].inHand.remove(at: place)
    if seats[seat].inHand.isEmpty { computingCount -= 1 }
    guard let index = index(of: assignment.batch) else { return }
    batches[index].jobs.finish(assignment.job, outcome)
  }

  /// Takes back what a process that has ended had in hand.
  func takeBackJobs(of seat: Int, reason: String) {
    for (place, assignment) in seats[seat].inHand.enumerated().reversed() {
      guard let index = index(of: assignment.batch) else { continue }
      batches[index].jobs.lose(assignment.job, hadBegun: place == 0, reason: reason)
    }
    if !seats[seat].inHand.isEmpty { computingCount -= 1 }
    seats[seat].inHand = []
  }

  /// Drops jobs none of whose processes is there or on its way, so that a batch never hangs on them.
  func dropHomelessJobs(reason: String) {
    for index in batches.indices {
      let jobs = batches[index].jobs.jobs
      for job in jobs.indices where jobs[job].hosts.allSatisfy({ seats[$0].state == .down }) {
        batches[index].jobs.finish(job, .dropped(reason: reason))
      }
    }
  }
}
