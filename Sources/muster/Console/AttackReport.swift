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

  /// How far they got; only what there is to say.
  var lines: [String] {
    var lines: [String] = []
    if let peak = attack.peak {
      lines.append(
        "attack success rate: at most \(peak.attackSuccessRate.rate), in round \(peak.round)")
    }
    if let waiting = attack.roundsToSuccess {
      lines.append(
        "success rate of \(AttackRecord.successRate): "
          + waiting.text {
            $0 == 0 ? "in the first round of attack" : "\($0.rounds) into the attack"
          })
    }
    if let floor = attack.floor {
      lines.append("with every client honest: attack success rate \(floor.rate)")
    }
    if let loss = attack.cleanAccuracyLoss {
      lines.append("clean accuracy below that with every client honest: \(loss.rate)")
    }
    if let durability = attack.durability { lines += self.lines(durability) }
    return lines
  }

  // MARK: - Details

  private var schedule: String {
    guard case .string(let kind)? = attack.schedule["kind"] else { return "always" }
    let options = attack.schedule.keys.filter { $0 != "kind" }.compactMap { key in
      attack.schedule[key].flatMap { $0 == .null ? nil : "\(key) \($0)" }
    }
    return ([kind] + options).joined(separator: " ")
  }

  private func lines(_ durability: Durability) -> [String] {
    let halfLife = durability.halfLife.map { half in
      "half of \(durability.attackSuccessRate.rate): " + half.text { "after \($0.rounds)" }
    }
    let fitted = durability.fittedHalfLife.map { fit in
      "half-life of the fitted decay: "
        + (fit.rounds.map { "\($0.formatted(decimals: 2)) rounds" } ?? "none, it does not decay")
    }
    let area = durability.areaUnderCurve.map { "mean over these rounds: \($0.rate)" }
    return [
      "after the last attack in round \(durability.lastAttack), "
        + "in \(Double(durability.observedRounds).rounds):",
      "  below \(Durability.deathRate): " + durability.lifespan.text { "after \($0.rounds)" },
      "  below \(Durability.deathRate) twice in a row: "
        + durability.confirmedLifespan.text { "after \($0.rounds)" },
    ] + [halfLife, fitted, area].compactMap { $0.map { "  " + $0 } }
  }
}

extension Waiting {
  /// In words, also where it has not happened.
  fileprivate func text(_ words: (Double) -> String) -> String {
    rounds.map(words) ?? "never in this run"
  }
}

extension Double {
  /// A whole number of rounds.
  fileprivate var rounds: String { self == 1 ? "1 round" : "\(Int(self)) rounds" }
}
