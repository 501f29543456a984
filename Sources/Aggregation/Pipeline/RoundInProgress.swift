package import Kernels
package import Randomness
package import Tensors

/// A round on its way through a pipeline: what is left of the updates, and what became of the clients.
///
/// Rows start as one per client in client order. Stages change, drop or mix them, until one of them
/// combines them into the aggregate.
package struct RoundInProgress: Sendable {
  /// The round as it came in.
  package let view: RoundView
  /// The rows that are left, in the matrix that came in unless a stage has mixed them.
  package private(set) var updates: UpdateRows
  /// The threads that share the work on the rows.
  package let workers: Workers
  /// For each row, the positions in `view.clients` of the clients it is made of: one as long as no
  /// stage has mixed.
  package private(set) var rows: [[Int]]
  /// How much each row counts in a mean; positive, with any sum.
  package private(set) var weights: [Double]
  /// The step to add to the global model, once it is known.
  package private(set) var aggregate: [Float]?
  /// One per client of `view.clients`.
  package private(set) var verdicts: [Verdict]
  /// What stages had to say, each about itself.
  package private(set) var notes: [StageNote] = []
  /// The stage at work.
  private(set) var stage = Sanitizing.name
  private var position = 0
  var measures = RowMeasures()

  init(_ view: RoundView, on workers: Workers = .perCore) {
    self.view = view
    self.workers = workers
    updates = view.updates
    rows = view.clients.indices.map { [$0] }
    verdicts = view.clients.map { Verdict(client: $0) }
    weights =
      switch view.weighting {
      case .samples: view.sampleCounts.map { Double($0) }
      case .uniform: view.sampleCounts.map { _ in 1 }
      }
  }

  /// Whether every row is still one client.
  package var keepsIdentity: Bool { rows.allSatisfy { $0.count == 1 } }

  /// The ids of the clients that a row is made of.
  package func clients(of row: Int) -> [Int] { rows[row].map { view.clients[$0] } }

  /// The stream of the stage at work, for this round and its place in the pipeline.
  package var random: RandomStream {
    view.random.stream(
      for: "defense", .number(position), .text(stage), "round", .number(view.round))
  }

  mutating func begin(_ stage: String, at position: Int) {
    self.stage = stage
    self.position = position
  }

  // MARK: - What stages do

  /// Records what the stage has to say to the reader of a report.
  package mutating func note(_ text: String) { notes.append(StageNote(stage: stage, text: text)) }

  /// Records what the stage measured, one number per row.
  package mutating func score(_ values: [Double]) {
    precondition(values.count == rows.count, "\(values.count) scores for \(rows.count) rows")
    for (row, value) in zip(rows, values) where row.count == 1 {
      verdicts[row[0]].score = value
      verdicts[row[0]].stage = stage
    }
  }

  /// Multiplies each row by a factor.
  package mutating func scaleRows(by factors: [Double]) {
    updates.scale(by: factors)
    measures = RowMeasures()
  }

  /// Drops all other rows; their clients are rejected.
  ///
  /// - Parameters:
  ///   - kept: positions of rows, rising.
  ///   - reason: one word or a few, kebab-case.
  package mutating func keep(rows kept: [Int], because reason: String) {
    if kept.count == rows.count { return }
    reject(rowsOtherThan: kept, because: reason)
    updates = updates.selecting(kept)
    measures.select(kept)
    rows = kept.map { rows[$0] }
    weights = kept.map { weights[$0] }
  }

  /// Replaces the rows by mixtures of them.
  ///
  /// - Parameters:
  ///   - updates: the new rows.
  ///   - sources: for each new row, the old rows it is made of.
  package mutating func mix(into updates: UpdateMatrix, from sources: [[Int]]) {
    precondition(updates.rows == sources.count, "\(updates.rows) rows, \(sources.count) sources")
    rows = sources.map { Array(Set($0.flatMap { rows[$0] })).sorted() }
    weights = sources.map { $0.reduce(0) { $0 + weights[$1] } }
    self.updates = UpdateRows(updates)
    measures = RowMeasures()
  }

  /// Makes rows count as `weighting` says, whatever the round's own rule.
  package mutating func reweigh(_ weighting: Weighting) {
    weights = rows.map { row in
      weighting == .uniform ? 1 : row.reduce(0) { $0 + Double(view.sampleCounts[$1]) }
    }
  }

  /// Makes the weighted mean of the rows the aggregate.
  package mutating func combineByMean() { combineByMean(of: Array(rows.indices), weights: weights) }

  /// Makes the plain mean of certain rows the aggregate; clients of other rows are rejected.
  ///
  /// - Parameters:
  ///   - kept: positions of rows, rising. If there are none, the model is kept.
  ///   - reason: why the others are not in it.
  ///   - factors: what each row of all is multiplied by first; nothing if left out.
  package mutating func combineByPlainMean(
    of kept: [Int], otherwise reason: String, scaledBy factors: [Double]? = nil
  ) {
    reject(rowsOtherThan: kept, because: reason)
    combineByMean(of: kept, weights: rows.map { _ in 1 }, scaledBy: factors)
  }

  /// Makes `aggregate` the step of the round; no client has a weight of its own in it.
  package mutating func combine(into aggregate: [Float]) { self.aggregate = aggregate }

  /// Adds normal noise to the aggregate, drawn for each coordinate from the stage's own stream.
  ///
  /// - Parameter deviation: of the noise, not negative; with 0 nothing changes.
  package mutating func addNoise(deviation: Double) {
    guard deviation > 0, var noisy = aggregate else { return }
    aggregate = nil
    let random = random
    workers.fill(&noisy, inBlocksOf: 4096) { range, block in
      random.addNormals(to: &block, at: range.lowerBound, deviation: deviation)
    }
    aggregate = noisy
    note("added noise of deviation \(deviation)")
  }

  // MARK: - Details

  private mutating func combineByMean(
    of kept: [Int], weights: [Double], scaledBy factors: [Double]? = nil
  ) {
    guard !kept.isEmpty else {
      note("no update is left; the model stays as it is")
      aggregate = Array(repeating: 0, count: view.global.count)
      return
    }
    let total = kept.reduce(0) { $0 + weights[$1] }
    var shares = [Double](repeating: 0, count: rows.count)
    for row in kept { shares[row] = weights[row] / total }
    for (row, share) in zip(rows, shares) where row.count == 1 { verdicts[row[0]].weight = share }
    if let factors { shares = zip(shares, factors).map { $0 * $1 } }
    aggregate = Reductions.weightedRowSum(updates, weights: shares, on: workers)
  }

  private mutating func reject(rowsOtherThan kept: [Int], because reason: String) {
    let survivors = Set(kept.flatMap { rows[$0] })
    for index in rows.indices where !kept.contains(index) {
      for client in rows[index] where !survivors.contains(client) {
        verdicts[client].accepted = false
        verdicts[client].weight = 0
        verdicts[client].stage = stage
        verdicts[client].reason = reason
      }
    }
  }
}

/// A remark of a stage on a round.
package struct StageNote: Sendable, Equatable, Codable {
  package let stage: String
  package let text: String
}
