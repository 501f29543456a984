/// How well the verdicts of a round tell malicious clients from honest ones.
///
/// Positive means flagged: a client whose update was not accepted.
package struct DetectionFigures: Sendable, Equatable, Codable {
  /// Malicious and rejected.
  package let truePositive: Int
  /// Honest and rejected.
  package let falsePositive: Int
  /// Honest and accepted.
  package let trueNegative: Int
  /// Malicious and accepted.
  package let falseNegative: Int

  /// The figures for the clients that have a verdict.
  ///
  /// - Parameters:
  ///   - verdicts: one per client of the round.
  ///   - malicious: the ids of all malicious clients, in the round or not.
  package init(_ verdicts: [Verdict], malicious: some Sequence<Int>) {
    let malicious = Set(malicious)
    func count(malicious isMalicious: Bool, accepted: Bool) -> Int {
      verdicts.count { malicious.contains($0.client) == isMalicious && $0.accepted == accepted }
    }
    truePositive = count(malicious: true, accepted: false)
    falsePositive = count(malicious: false, accepted: false)
    trueNegative = count(malicious: false, accepted: true)
    falseNegative = count(malicious: true, accepted: true)
  }
}
