import Aggregation
import Federation
import Foundation
import RunStore
import Synchronization

/// Progress on standard error: a live line on a terminal, one line a round elsewhere.
final class ProgressLine: Sendable {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let rounds: Int
  private let start = ContinuousClock.now
  /// The live line, which comes back below every other.
  private let live = Mutex("")
  private let firstRound = Mutex<(round: Int, at: ContinuousClock.Instant)?>(nil)

  /// - Parameter rounds: how many there are in all.
  init(rounds: Int) { self.rounds = rounds }

  /// Shows what a run just did.
  func show(_ event: SimulationEvent) {
    switch event {
    case .starting(let processes):
      status("starting \(processes) client processes")
    case .roundStarted(let round):
      firstRound.withLock { if $0 == nil { $0 = (round, .now) } }
      status("[round \(round)/\(rounds)] training\(timeLeft(before: round))")
    case .evaluating(let round):
      status("[round \(round)/\(rounds)] scoring\(timeLeft(before: round))")
    case .roundFinished(let record):
      line("[round \(record.round)/\(rounds)] \(Self.text(record))")
    case .repairing(let name):
      status("[post-training] \(name)")
    case .repaired(let record):
      line("[post-training] \(record.name): \(Self.text(record))")
    case .note(let text):
      line(text)
    case .cleanTwin(.roundStarted(let round)):
      status("[clean twin \(round)/\(rounds)] training")
    case .cleanTwin(.roundFinished(let record)):
      line("[clean twin \(record.round)/\(rounds)] \(Self.text(record))")
    case .cleanTwin(.note(let text)):
      line("[clean twin] \(text)")
    case .cleanTwin:
      break
    }
  }

  /// Removes a live line, before something else is printed.
  func clear() { if isTerminal { write("\r\u{1B}[K") } }

  // MARK: - Details

  private static func text(_ record: RoundRecord) -> String {
    var parts: [String] = []
    if let accuracy = record.cleanAccuracy { parts.append("clean accuracy \(accuracy.rate)") }
    if let rate = record.attackSuccessRate { parts.append("attack success rate \(rate.rate)") }
    if let accuracy = record.robustAccuracy { parts.append("robust accuracy \(accuracy.rate)") }
    let rejected = record.verdicts.filter { !$0.accepted }.map { "\($0.client)" }
    if !rejected.isEmpty { parts.append("rejected \(rejected.joined(separator: " "))") }
    for drop in record.dropped { parts.append("dropped \(drop.client) (\(drop.reason))") }
    for restart in record.restarts {
      parts.append("restarted process \(restart.process) (\(restart.reason))")
    }
    parts.append("\(record.seconds.total.formatted(decimals: 2)) s")
    return (parts + record.notes).joined(separator: ", ")
  }

  /// What a repair changed, as far as it was scored.
  private static func text(_ record: RepairRecord) -> String {
    let changes = [
      ("clean accuracy", record.before.cleanAccuracy, record.after.cleanAccuracy),
      ("attack success rate", record.before.attackSuccessRate, record.after.attackSuccessRate),
      ("robust accuracy", record.before.robustAccuracy, record.after.robustAccuracy),
    ]
    return changes.filter { $0.1 != nil || $0.2 != nil }
      .map { "\($0.0) \($0.1.rate) → \($0.2.rate)" }.joined(separator: ", ")
  }

  private func timeLeft(before round: Int) -> String {
    guard let first = firstRound.withLock({ $0 }), round > first.round else { return "" }
    let perRound = (ContinuousClock.now - first.at) / (round - first.round)
    let left = perRound * (rounds - round + 1)
    return ", \(left.components.seconds + 1) s left"
  }

  private func status(_ text: String) {
    guard isTerminal else { return }
    live.withLock { $0 = text }
    write("\r\u{1B}[K\(text)")
  }

  private func line(_ text: String) {
    clear()
    write(text + "\n" + live.withLock { $0 })
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}

extension Double {
  /// With a fixed number of decimals, as tables show it.
  func formatted(decimals: Int) -> String { String(format: "%.\(decimals)f", self) }

  /// A rate in 0...1 with four decimals.
  var rate: String { formatted(decimals: 4) }
}

extension Double? {
  /// A rate in 0...1, or a dash where there is none.
  var rate: String { self?.rate ?? "–" }
}
