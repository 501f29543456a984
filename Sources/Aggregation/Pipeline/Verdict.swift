/// What a defense made of one client's update.
package struct Verdict: Sendable, Equatable, Codable {
  package let client: Int
  /// Whether the update was let through to the aggregate.
  package var accepted: Bool
  /// The share of the update in the mean that became the aggregate; all shares of a round add up
  /// to 1, or are all 0 if the model was kept.
  ///
  /// `nil` where no single number says it: after rules that treat every coordinate on its own, and
  /// after stages that mix clients.
  package var weight: Double?
  /// What the stage measured; its meaning is the stage's own.
  package var score: Double?
  /// The stage that rejected the update, or the last one that measured it.
  package var stage: String?
  /// Why the update was rejected; `nil` for accepted ones.
  package var reason: String?

  package init(
    client: Int, accepted: Bool = true, weight: Double? = nil, score: Double? = nil,
    stage: String? = nil, reason: String? = nil
  ) {
    self.client = client
    self.accepted = accepted
    self.weight = weight
    self.score = score
    self.stage = stage
    self.reason = reason
  }

  /// Writes absent values as null, so that every record has the same keys.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(client, forKey: .client)
    try container.encode(accepted, forKey: .accepted)
    try container.encode(weight, forKey: .weight)
    try container.encode(score, forKey: .score)
    try container.encode(stage, forKey: .stage)
    try container.encode(reason, forKey: .reason)
  }
}
