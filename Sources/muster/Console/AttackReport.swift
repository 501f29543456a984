import Options
import RunStore

/// What attackers could do and how far they got, in lines for a terminal.
struct AttackReport {
  let attack: AttackRecord

  /// Who attacks, when, and knowing what.
  var threat: String {
    let data = attack.data.flatMap { $0 == attack.name ? nil : " (\($0))" } ?? ""
    return """
      attack: \(attack.name)\(data), \(schedule), knowledge \(attack.knowledge), defense \
      \(attack.defenseKnown ? "known" : "unknown")
      malicious clients: \(attack.maliciousClients.listed)
      """
  }

  /// How far they got, as a table of what there is to say; nil if there is nothing.
  var outcome: String? {
    var table = TextTable(["the attack", ""])
    var rows = success + comparison
    if let durability = attack.durability { rows += Self.rows(durability) }
    guard !rows.isEmpty else { return nil }
    for (label, value) in rows { table.add([label, value]) }
    return table.text()
  }

  // MARK: - Details

  private var schedule: String {
    guard case .string(let kind)? = attack.schedule["kind"] else { return "always" }
    let options = attack.schedule.keys.filter { $0 != "kind" }.compactMap { key in
      attack.schedule[key].flatMap { $0 == .null ? nil : "\(key) \($0)" }
    }
    return ([kind] + options).joined(separator: " ")
  }

  private typealias Row = (label: String, value: String)

  private var success: [Row] {
    var rows: [Row] = []
    if let peak = attack.peak {
      rows.append(
        ("highest attack success rate", "\(peak.attackSuccessRate.rate) in round \(peak.round)"))
    }
    if let waiting = attack.roundsToSuccess {
      rows.append(
        (
          "attack success rate of \(AttackRecord.successRate)",
          waiting.text(never: "not reached") { "\($0) into the attack" }
        ))
    }
    return rows
  }

  private var comparison: [Row] {
    var rows: [Row] = []
    if let floor = attack.floor {
      rows.append(("attack success rate if all were honest", floor.rate))
    }
    if let loss = attack.cleanAccuracyLoss {
      rows.append(("clean accuracy lost to the attack", loss.rate))
    }
    return rows
  }

  private static func rows(_ durability: Durability) -> [Row] {
    let never = "not within \(durability.observedRounds.rounds)"
    var rows: [Row] = [
      ("after the last attack, in round \(durability.lastAttack)", ""),
      (
        "  rate below \(Durability.deathRate)",
        durability.lifespan.text(never: never) { "after \($0)" }
      ),
      (
        "  rate below \(Durability.deathRate) twice in a row",
        durability.confirmedLifespan.text(never: never) { "after \($0)" }
      ),
    ]
    if let half = durability.halfLife {
      rows.append(
        (
          "  rate at most half of \(durability.attackSuccessRate.rate)",
          half.text(never: never) { "after \($0)" }
        ))
    }
    if let fit = durability.fittedHalfLife {
      let text = fit.rounds.map { "\($0.formatted(decimals: 2)) rounds" }
      rows.append(("  half-life of the fitted decay", text ?? "none, it does not decay"))
    }
    if let area = durability.areaUnderCurve {
      rows.append(("  mean rate over \(durability.observedRounds.rounds)", area.rate))
    }
    return rows
  }
}

extension Waiting {
  /// In words; 0 rounds are at once.
  fileprivate func text(never: String, _ words: (String) -> String) -> String {
    guard let rounds else { return never }
    return rounds == 0 ? "at once" : words(Int(rounds).rounds)
  }
}

extension Int {
  /// A number of rounds.
  fileprivate var rounds: String { self == 1 ? "1 round" : "\(self) rounds" }
}
