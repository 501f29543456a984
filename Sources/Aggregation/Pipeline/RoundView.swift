package import Randomness
package import Tensors

/// How much each client counts in a mean.
package enum Weighting: String, Sendable, Codable, CaseIterable {
  /// In proportion to its number of samples.
  case samples
  /// All the same.
  case uniform
}

/// One client's answer in a round.
package struct ClientUpdate: Sendable, Equatable {
  package let client: Int
  /// Local minus global parameters, in model-parameter order.
  package let update: [Float]
  /// The number of samples it was trained on.
  package let sampleCount: Int

  package init(client: Int, update: [Float], sampleCount: Int) {
    self.client = client
    self.update = update
    self.sampleCount = sampleCount
  }
}

/// What the server knows of one round when it starts to aggregate.
package struct RoundView: Sendable {
  /// `n × d`: row `i` is the update of `clients[i]`, local minus global parameters.
  package let updates: UpdateRows
  /// Client ids, rising.
  package let clients: [Int]
  /// The samples each client trained on.
  package let sampleCounts: [Int]
  /// `d` parameters: the model that the clients started from.
  package let global: [Float]
  /// The tensors of the model; empty where a caller knows none.
  package let layout: ParameterLayout
  package let round: Int
  package let weighting: Weighting
  /// The stream that stages derive theirs from.
  package let random: RandomStream
  /// Verdicts on answers that are no row of `updates` because their length is wrong.
  package let malformed: [Verdict]

  /// A round whose updates are already rows of a matrix.
  ///
  /// - Parameters:
  ///   - updates: one row per client, by rising client id.
  ///   - rows: the positions of the `n` rows that are updates; all if left out.
  ///   - clients: `n` ids, rising.
  ///   - sampleCounts: `n` counts.
  ///   - global: `d` parameters; `nil` stands for zeros.
  ///   - layout: the tensors of the model.
  ///   - round: the number of the round.
  ///   - weighting: how a mean weighs clients.
  ///   - random: the stream for stages that draw.
  ///   - malformed: verdicts on answers that are no row.
  /// - Throws: `AggregationError.wrongLength` or `.duplicateClient`.
  package init(
    updates: UpdateMatrix, rows: [Int]? = nil, clients: [Int], sampleCounts: [Int],
    global: [Float]? = nil, layout: ParameterLayout = ParameterLayout(), round: Int = 1,
    weighting: Weighting = .samples, random: RandomStream = RandomStream(seed: 0),
    malformed: [Verdict] = []
  ) throws(AggregationError) {
    let updates = rows.map { UpdateRows(updates, at: $0) } ?? UpdateRows(updates)
    precondition(
      clients.count == updates.rows && sampleCounts.count == updates.rows,
      "\(updates.rows) updates, \(clients.count) clients, \(sampleCounts.count) sample counts")
    precondition(zip(clients, clients.dropFirst()).allSatisfy { $0 <= $1 }, "ids must rise")
    let ids = (clients + malformed.map(\.client)).sorted()
    if let twice = zip(ids, ids.dropFirst()).first(where: { $0 == $1 }) {
      throw .duplicateClient(twice.0)
    }
    let global = global ?? Array(repeating: 0, count: updates.columns)
    guard global.count == updates.columns || updates.rows == 0 else {
      throw .wrongLength(
        what: "an update", seen: updates.columns, allowed: global.count)
    }
    self.updates = updates
    self.clients = clients
    self.sampleCounts = sampleCounts
    self.global = global
    self.layout = layout
    self.round = round
    self.weighting = weighting
    self.random = random
    self.malformed = malformed
  }

  /// A round from answers in any order; one of a wrong length is set aside with a verdict.
  ///
  /// - Parameters:
  ///   - answers: at most one per client.
  ///   - global: the parameters that the clients started from.
  ///   - layout: the tensors of the model.
  ///   - round: the number of the round.
  ///   - weighting: how a mean weighs clients.
  ///   - random: the stream for stages that draw.
  /// - Throws: `AggregationError.duplicateClient`.
  package init(
    _ answers: [ClientUpdate], global: [Float], layout: ParameterLayout = ParameterLayout(),
    round: Int = 1, weighting: Weighting = .samples,
    random: RandomStream = RandomStream(seed: 0)
  ) throws(AggregationError) {
    let ordered = answers.sorted { $0.client < $1.client }
    let fitting = ordered.filter { $0.update.count == global.count }
    try self.init(
      updates: UpdateMatrix(
        rows: fitting.count, columns: global.count, values: fitting.flatMap(\.update)),
      clients: fitting.map(\.client), sampleCounts: fitting.map(\.sampleCount), global: global,
      layout: layout, round: round, weighting: weighting, random: random,
      malformed: ordered.filter { $0.update.count != global.count }.map {
        Verdict(
          client: $0.client, accepted: false, weight: 0, stage: Sanitizing.name,
          reason: "wrong-length")
      })
  }
}
