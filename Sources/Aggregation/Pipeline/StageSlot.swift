import Foundation
import Options

/// A stage in a pipeline with what it remembers, whatever its type.
protocol StageSlot: Sendable {
  var stage: any DefenseStage { get }
  mutating func apply(to round: inout RoundInProgress) throws(AggregationError)
  func savedHistory() throws -> Data
  mutating func restore(_ data: Data) throws(AggregationError)
}

struct Slot<Stage: DefenseStage>: StageSlot {
  let typed: Stage
  var history: Stage.History

  var stage: any DefenseStage { typed }

  mutating func apply(to round: inout RoundInProgress) throws(AggregationError) {
    try typed.apply(to: &round, history: &history)
  }

  func savedHistory() throws -> Data { try JSONEncoder().encode(history) }

  mutating func restore(_ data: Data) throws(AggregationError) {
    do {
      history = try JSONDecoder().decode(Stage.History.self, from: data)
    } catch {
      throw .foreignState(reason: "the part of '\(Stage.name)' cannot be read")
    }
  }
}
