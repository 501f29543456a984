import Aggregation
import RunStore

/// The end of a run as a table for a terminal.
struct RunReport {
  let summary: Summary
  let folder: RunFolder

  var text: String {
    var parts = [heading, rounds]
    if !summary.postTraining.isEmpty { parts.append(repairs) }
    parts.append(files)
    return parts.joined(separator: "\n\n")
  }

  private var heading: String {
    var text = "\(summary.name), seed \(summary.seed): \(summary.status.rawValue) in "
    text += "\(summary.seconds.total.formatted(decimals: 1)) s, "
    text += "\(summary.parameters) parameters, \(summary.processes) processes, \(summary.backend)"
    let times = summary.rounds.compactMap(\.seconds.perSample)
    if !times.isEmpty {
      let mean = times.reduce(0, +) / Double(times.count)
      text +=
        "\ntraining took \((mean * 1000).formatted(decimals: 3)) ms per sample and epoch on one core"
    }
    if !summary.maliciousClients.isEmpty {
      text += "\nmalicious clients: \(summary.maliciousClients.listed)"
    }
    return text
  }

  private var rounds: String {
    let isAttacked = !summary.maliciousClients.isEmpty
    var table = TextTable(
      ["round", "clean accuracy"]
        + (isAttacked ? ["attack success rate", "malicious in round"] : [])
        + ["rejected", "dropped"])
    for round in summary.rounds.sampledRows(limit: 24) {
      let malicious = round.received.filter(summary.maliciousClients.contains)
      let attacked = [round.attackSuccessRate.rate, malicious.listed]
      table.add(
        ["\(round.round)", round.cleanAccuracy.rate] + (isAttacked ? attacked : []) + [
          round.verdicts.filter { !$0.accepted }.map(\.client).listed,
          round.dropped.map(\.client).listed,
        ])
    }
    return table.text()
  }

  private var repairs: String {
    var table = TextTable(["after training", "clean accuracy", "attack success rate"])
    for record in summary.postTraining {
      table.add(
        [
          "before \(record.name)", record.before.cleanAccuracy.rate,
          record.before.attackSuccessRate.rate,
        ])
      for (name, score) in record.stepScores {
        table.add(["  \(name)", score.cleanAccuracy.rate, score.attackSuccessRate.rate])
      }
      table.add(
        [
          "after \(record.name)", record.after.cleanAccuracy.rate,
          record.after.attackSuccessRate.rate,
        ])
    }
    return table.text()
  }

  private var files: String {
    var lines = ["rounds and verdicts: \(folder.roundTable)", "summary: \(folder.summary)"]
    lines.append("model: \(folder.model)")
    if !summary.postTraining.isEmpty { lines.append("repaired model: \(folder.repairedModel)") }
    return lines.map { "  " + $0 }.joined(separator: "\n")
  }
}

extension [Int] {
  /// The ids one after the other, or a dash.
  fileprivate var listed: String { isEmpty ? "–" : map(String.init).joined(separator: " ") }
}

extension [RoundRecord] {
  /// Evenly spaced rows, the last included, so that a long run fits on a screen.
  fileprivate func sampledRows(limit: Int) -> [RoundRecord] {
    guard count > limit else { return self }
    let step = (count + limit - 1) / limit
    return enumerated().filter { ($0.offset + 1).isMultiple(of: step) || $0.offset == count - 1 }
      .map(\.element)
  }
}
