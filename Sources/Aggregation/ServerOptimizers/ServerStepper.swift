package import Foundation
import Options

/// A server optimizer at work, with what it remembers.
package protocol ServerStepping: Sendable {
  /// The server's learning rate.
  var learningRate: Double { get }

  /// Adds the step that follows from the aggregate to the global model.
  ///
  /// - Parameters:
  ///   - aggregate: `d` values.
  ///   - parameters: `d` values of the global model.
  /// - Throws: `AggregationError.wrongLength` if they do not fit.
  mutating func apply(_ aggregate: [Float], to parameters: inout [Float]) throws(AggregationError)

  /// What it remembers, for a checkpoint.
  func savedHistory() throws -> Data

  /// Takes up what `savedHistory()` of the same optimizer gave.
  ///
  /// - Throws: `AggregationError.foreignState` if it is another optimizer's.
  mutating func restore(history: Data) throws(AggregationError)
}

struct ServerStepper<Optimizer: ServerOptimizer>: ServerStepping {
  let optimizer: Optimizer
  var history: Optimizer.History

  var learningRate: Double { optimizer.learningRate }

  mutating func apply(_ aggregate: [Float], to parameters: inout [Float]) throws(AggregationError) {
    guard aggregate.count == parameters.count else {
      throw .wrongLength(
        what: "the aggregate", seen: aggregate.count, allowed: parameters.count)
    }
    optimizer.step(&parameters, along: aggregate, history: &history)
  }

  func savedHistory() throws -> Data { try JSONEncoder().encode(history) }

  mutating func restore(history data: Data) throws(AggregationError) {
    do {
      history = try JSONDecoder().decode(Optimizer.History.self, from: data)
    } catch {
      throw .foreignState(reason: "that of the server optimizer '\(Optimizer.name)' is unreadable")
    }
  }
}
