import Aggregation
import RunStore

/// The end of a run as a table for a terminal.
struct RunReport {
  let summary: Summary
  let folder: RunFolder

  var text: String {
    var parts = [heading, rounds]
    if let outcome = summary.attack.flatMap({ AttackReport(attack: $0).outcome }) {
      parts.append(outcome)
    }
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
    if let attack = summary.attack { text += "\n" + AttackReport(attack: attack).threat }
    return text
  }

  private var rounds: String {
    let isAttacked = !summary.maliciousClients.isEmpty
    let hasGoal = summary.rounds.contains { $0.attackSuccessRate != nil }
    let hasTruth = summary.rounds.contains { $0.robustAccuracy != nil }
    var table = TextTable(
      ["round", "clean accuracy"] + (hasGoal ? ["attack success rate"] : [])
        + (hasTruth ? ["robust accuracy"] : []) + (isAttacked ? ["malicious in round"] : [])
        + ["rejected", "dropped"])
    for round in summary.rounds.sampledRows(limit: 24) {
      let malicious = round.received.filter(summary.maliciousClients.contains)
      let rejected = round.verdicts.filter { !$0.accepted }.map(\.client)
      table.add(
        ["\(round.round)", round.cleanAccuracy.rate]
          + (hasGoal ? [round.attackSuccessRate.rate] : [])
          + (hasTruth ? [round.robustAccuracy.rate] : [])
          + (isAttacked ? [malicious.listed] : [])
          + [rejected.listed, round.dropped.map(\.client).listed])
    }
    return table.text()
  }

  private var repairs: String {
    let scores = summary.postTraining.flatMap { [$0.before, $0.after] }
    let hasGoal = scores.contains { $0.attackSuccessRate != nil }
    let hasTruth = scores.contains { $0.robustAccuracy != nil }
    var table = TextTable(
      ["after training", "clean accuracy"] + (hasGoal ? ["attack success rate"] : [])
        + (hasTruth ? ["robust accuracy"] : []))
    func add(_ name: String, _ score: Summary.Score) {
      table.add(
        [name, score.cleanAccuracy.rate] + (hasGoal ? [score.attackSuccessRate.rate] : [])
          + (hasTruth ? [score.robustAccuracy.rate] : []))
    }
    for record in summary.postTraining {
      add("before \(record.name)", record.before)
      for (name, score) in record.stepScores { add("  \(name)", score) }
      add("after \(record.name)", record.after)
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
  var listed: String { isEmpty ? "–" : map(String.init).joined(separator: " ") }
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
