import Aggregation
import Options
import RunStore

extension SimulationEvent {
  /// The event as a line of the run's log.
  func write(to log: RunLog) {
    switch self {
    case .starting(let processes): log.append("starting", ["processes": .int(processes)])
    case .roundStarted(let round): log.append("round started", ["round": .int(round)])
    case .evaluating(let round): log.append("evaluating", ["round": .int(round)])
    case .roundFinished(let record):
      log.append("round finished", record.summary)
    case .repairing(let name): log.append("repairing", ["method": .string(name)])
    case .repaired(let record): log.append("repaired", ["method": .string(record.name)])
    case .note(let text): log.append("note", ["text": .string(text)])
    case .cleanTwin(.starting): log.append("clean twin starting")
    // It has a folder with a log of its own.
    case .cleanTwin: break
    }
  }
}

extension RoundRecord {
  /// What happened to clients, processes and messages in the round.
  fileprivate var summary: OptionValue {
    func list<Item>(_ items: [Item], _ text: (Item) -> String) -> OptionValue {
      .array(items.map { .string(text($0)) })
    }
    return [
      "round": .int(round), "model_digest": .string(modelDigest),
      "rejected": list(verdicts.filter { !$0.accepted }) {
        "\($0.client): \($0.stage ?? "") \($0.reason ?? "")"
      },
      "dropped": list(dropped) { "\($0.client): \($0.reason)" },
      "restarts": list(restarts) { "process \($0.process): \($0.reason)" },
      "refused": list(refused.sorted { $0.key < $1.key }) { "\($0.key): \($0.value)" },
      "notes": list(notes) { $0 },
    ]
  }
}
