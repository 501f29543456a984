import Attacks
import Protocol

/// What the attackers have computed and what they are computing: a value without sockets or clocks.
///
/// A key is computed by one process at a time. If that process ends, gives up, or takes longer than
/// patience allows while another one asks, the next to ask computes it; as all would compute the
/// same, the first value that comes is kept.
struct AdversaryBoard: Sendable {
  /// What a question for several keys comes to.
  enum Finding: Equatable {
    /// The key at this position is for the process to compute.
    case compute(Int)
    case value(Int, Payload)
  }

  private struct Claim {
    /// The tokens of all that were told to compute it.
    var holders: [String]
    var since: ContinuousClock.Instant
  }

  private let knowledge: AttackKnowledge
  private let patience: Duration
  private var values: [AdversaryKey: Payload] = [:]
  private var claims: [AdversaryKey: Claim] = [:]
  private var round = 0

  /// Values and claims in all; far more than attacks need.
  static let maximumEntries = 1 << 16

  /// An empty board.
  ///
  /// - Parameters:
  ///   - knowledge: what the threat model grants.
  ///   - patience: how long one process may compute a value that others wait for.
  init(_ knowledge: AttackKnowledge, patience: Duration) {
    self.knowledge = knowledge
    self.patience = patience
  }

  // MARK: - Rounds

  /// Starts a round; values of those before the last are forgotten.
  mutating func begin(round: Int) {
    self.round = round
    forget { $0.round.map { $0 < round - 1 } ?? false }
  }

  /// Ends the round: whole updates are too large to be kept any longer.
  mutating func end() {
    let round = round
    forget { $0.round != nil && $0.round == round && $0.purpose == AdversaryKey.honestUpdate }
  }

  /// The values that last as long as the run, by purpose and client.
  var lasting: [(key: AdversaryKey, value: Payload)] {
    values.filter { $0.key.round == nil }
      .sorted { ($0.key.purpose, $0.key.client ?? -1) < ($1.key.purpose, $1.key.client ?? -1) }
      .map { ($0.key, $0.value) }
  }

  /// Puts back what lasted until a checkpoint.
  mutating func restore(_ value: Payload, of key: AdversaryKey) { values[key] = value }

  // MARK: - Questions

  /// One step towards the values of some keys: a key that nobody computes is computed before any is
  /// handed out.
  ///
  /// - Parameters:
  ///   - keys: what is asked for.
  ///   - holder: the token of whoever asks.
  ///   - now: the time.
  /// - Returns: a value or a task; nil while others compute all that is missing.
  /// - Throws: `AdversaryRefusal`.
  mutating func find(
    _ keys: [AdversaryKey], for holder: String, now: ContinuousClock.Instant
  ) throws(AdversaryRefusal) -> Finding? {
    for key in keys { try check(key) }
    for (position, key) in keys.enumerated() where values[key] == nil {
      if try claim(key, for: holder, now: now) { return .compute(position) }
    }
    for (position, key) in keys.enumerated() {
      if let value = values[key] { return .value(position, value) }
    }
    return nil
  }

  /// Takes a value from a process that was told to compute it; of two the first stays.
  ///
  /// - Throws: `AdversaryRefusal`.
  mutating func accept(
    _ value: Payload, of key: AdversaryKey, from holder: String
  ) throws(AdversaryRefusal) {
    try check(key)
    guard values[key] == nil else { return }
    guard claims[key]?.holders.contains(holder) == true else { throw .unclaimed }
    values[key] = value
    claims[key] = nil
  }

  /// Takes back a claim that its holder gives up.
  mutating func release(_ key: AdversaryKey, of holder: String) {
    claims[key]?.holders.removeAll { $0 == holder }
    if claims[key]?.holders.isEmpty == true { claims[key] = nil }
  }

  /// Takes back all claims of a process that has ended.
  mutating func release(allOf holder: String) {
    for key in claims.filter({ $0.value.holders.contains(holder) }).keys {
      release(key, of: holder)
    }
  }

  // MARK: - Details

  private func check(_ key: AdversaryKey) throws(AdversaryRefusal) {
    guard key.purpose != AdversaryKey.honestUpdate || knowledge >= .colluding else {
      throw .knowledge(needed: .colluding)
    }
    if let asked = key.round { guard asked == round || asked == round - 1 else { throw .round } }
  }

  /// Whether it is the asker's turn to compute a key.
  private mutating func claim(
    _ key: AdversaryKey, for holder: String, now: ContinuousClock.Instant
  ) throws(AdversaryRefusal) -> Bool {
    guard let claim = claims[key] else {
      guard values.count + claims.count < Self.maximumEntries else { throw .unknown }
      claims[key] = Claim(holders: [holder], since: now)
      return true
    }
    // A holder that asks again has lost its task: it computes one thing at a time.
    if claim.holders.contains(holder) { return true }
    guard now - claim.since >= patience else { return false }
    claims[key] = Claim(holders: claim.holders + [holder], since: now)
    return true
  }

  private mutating func forget(_ isOver: (AdversaryKey) -> Bool) {
    values = values.filter { !isOver($0.key) }
    claims = claims.filter { !isOver($0.key) }
  }
}
