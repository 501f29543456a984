import Messaging
import Protocol
import RunStore

extension ClientPool {
  /// How often a process is started again within one batch before its seat stays empty.
  private static let maximumRestarts = 3

  /// Puts a new process in a seat.
  func launch(_ seat: Int) throws {
    let token = ProcessToken.make()
    seats[seat].token = token
    seats[seat].state = .starting
    forget(seat)
    seats[seat].modelVersion = nil
    seats[seat].lastHeard = clock.now
    do {
      try launcher.launch(seat, token: token) { [weak self] reason in
        await self?.exited(seat, token: token, reason: reason)
      }
    } catch {
      seats[seat].state = .down
      throw error
    }
  }

  /// Notes the end of a process, hands its job out again and starts another.
  func exited(_ seat: Int, token: String, reason: String) {
    guard seats[seat].token == token, !isStopping else { return }
    restarts.append(RoundRecord.Restart(process: seat, reason: reason))
    seats[seat].state = .down
    forget(seat)
    takeBackJobs(of: seat, reason: "its process ended: \(reason)")
    if seats[seat].restartsInBatch < Self.maximumRestarts {
      seats[seat].restartsInBatch += 1
      try? launch(seat)
    }
    dropHomelessJobs(reason: "its process does not stay alive: \(reason)")
    dispatch()
  }

  /// Listens no longer to whoever spoke for a seat.
  private func forget(_ seat: Int) {
    if let peer = seats[seat].peer { seatOfPeer[peer] = nil }
    seats[seat].peer = nil
  }

  /// Asks everyone whether they are there, and ends those who have been silent for too long.
  func beat() {
    guard !isStopping else { return }
    for seat in seats.indices {
      guard seats[seat].state != .down, let heard = seats[seat].lastHeard else { continue }
      if clock.now - heard > settings.patience {
        refusals.count("silent process")
        seats[seat].lastHeard = clock.now
        launcher.kill(seat)
      } else if seats[seat].peer != nil {
        pings += 1
        post(.ping(Ping(runID: settings.runID, sequence: pings)), to: seat)
      }
    }
  }
}

/// What a process proves with that it is the one that was started.
enum ProcessToken {
  /// 32 hexadecimal digits from the system's generator: a secret, and no part of any result.
  static func make() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<2).map { _ in
      let hex = String(generator.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - hex.count) + hex
    }.joined()
  }
}
