package import Foundation
package import Kernels
package import Options

/// A defense: stages in a fixed order, with what they remember.
///
/// Every round is sanitized first. If no stage combines, the weighted mean does, in front of the
/// first stage that adds noise or at the end; so an empty pipeline is FedAvg.
package struct DefensePipeline: Sendable {
  /// One stage as a file names it.
  package struct Entry: Sendable, Equatable {
    package let name: String
    /// A mapping without the name, or null.
    package let options: OptionValue

    package init(_ name: String, _ options: OptionValue = .null) {
      self.name = name
      self.options = options
    }
  }

  private var slots: [any StageSlot] = []

  /// A pipeline of stages in order.
  ///
  /// - Parameters:
  ///   - entries: names with options; none for plain FedAvg.
  ///   - path: where the list stands in its document, for messages.
  /// - Throws: `OptionError` for unknown stages or options, stages in an order that makes no sense,
  ///   and two stages that both combine.
  package init(_ entries: [Entry], at path: OptionPath = ["defense"]) throws(OptionError) {
    for (index, entry) in entries.enumerated() {
      let place = path + ["\(index)"]
      let stage = try DefenseStages.make(entry.name, options: entry.options, at: place)
      if let earlier = slots.last?.stage {
        try Self.checkOrder(type(of: earlier), before: type(of: stage), at: place)
      }
      slots.append(Self.slot(stage))
    }
  }

  /// The stages, in order.
  package var stages: [any DefenseStage] { slots.map { $0.stage } }

  /// Whether rows are still clients at the end, so that verdicts are about clients.
  package var keepsIdentity: Bool { slots.allSatisfy { type(of: $0.stage).keepsIdentity } }

  /// What each stage consumes, by its name, in order.
  package var knowledge: [StageKnowledge] {
    slots.map { StageKnowledge(stage: type(of: $0.stage).name, consumes: $0.stage.knowledge) }
  }

  /// Whether the server could run it without seeing single updates.
  package var worksOnSums: Bool { slots.allSatisfy { $0.stage.worksOnSums } }

  /// Refuses a number of clients in a round that some stage cannot work with.
  ///
  /// - Parameters:
  ///   - clientCount: as many as a round has if none drops out.
  ///   - path: where the pipeline's list stands in its document, for messages.
  /// - Throws: `OptionError.conflict` at the stage, with what it needs.
  package func check(clientCount: Int, at path: OptionPath = ["defense"]) throws(OptionError) {
    var count = clientCount
    for (index, slot) in slots.enumerated() {
      do {
        try slot.stage.check(clientCount: count)
      } catch {
        throw .conflict(path: path + ["\(index)"], reason: error.description)
      }
      count = slot.stage.rowCount(from: count)
    }
  }

  // MARK: - A round

  /// Turns the updates of a round into one step.
  ///
  /// Without any valid update, or if a stage rejects everybody, the step is zero and the model stays
  /// as it is; a note says so.
  ///
  /// - Parameters:
  ///   - view: the round.
  ///   - workers: the threads that share the work; the result does not depend on their number.
  /// - Returns: the step, and what became of every client.
  /// - Throws: `AggregationError` if the round is too small for a stage; the history is then as
  ///   before.
  package mutating func aggregate(_ view: RoundView, on workers: Workers = .perCore)
    throws(AggregationError) -> AggregationResult
  {
    var round = RoundInProgress(view, on: workers)
    Sanitizing.apply(to: &round)
    var slots = self.slots
    for index in slots.indices {
      let stage = slots[index].stage
      if type(of: stage).role == .noise { Self.finish(&round, at: index) }
      round.begin(type(of: stage).name, at: index)
      if round.rows.isEmpty { break }
      try stage.check(clientCount: round.rows.count)
      try slots[index].apply(to: &round)
    }
    Self.finish(&round, at: slots.count)
    self.slots = slots
    return AggregationResult(round, knowledge: knowledge)
  }

  /// Combines by the weighted mean what no stage has combined.
  private static func finish(_ round: inout RoundInProgress, at position: Int) {
    guard round.aggregate == nil else { return }
    round.begin(FedAvg.name, at: position)
    round.combineByMean()
  }

  // MARK: - Checkpoints

  /// What the stages remember, for a checkpoint.
  package func savedHistory() throws -> Data {
    try JSONEncoder().encode(
      slots.map { SavedHistory(stage: type(of: $0.stage).name, data: try $0.savedHistory()) })
  }

  /// Takes up what `savedHistory()` of the same pipeline gave.
  ///
  /// - Throws: `AggregationError.foreignState` if it is another pipeline's.
  package mutating func restore(history: Data) throws(AggregationError) {
    let saved: [SavedHistory]
    do {
      saved = try JSONDecoder().decode([SavedHistory].self, from: history)
    } catch {
      throw .foreignState(reason: "it cannot be read")
    }
    let names = slots.map { type(of: $0.stage).name }
    guard saved.map(\.stage) == names else {
      throw .foreignState(reason: "it is of the stages \(saved.map(\.stage)), not \(names)")
    }
    for index in slots.indices { try slots[index].restore(saved[index].data) }
  }

  private struct SavedHistory: Codable {
    let stage: String
    let data: Data
  }

  // MARK: - Details

  private static func slot<Stage: DefenseStage>(_ stage: Stage) -> any StageSlot {
    Slot(typed: stage, history: stage.emptyHistory)
  }

  private static func checkOrder(
    _ earlier: any DefenseStage.Type, before later: any DefenseStage.Type, at path: OptionPath
  ) throws(OptionError) {
    if earlier.role == .combine, later.role == .combine {
      throw .conflict(
        path: path,
        reason: "'\(earlier.name)' before it already combines the updates into one;"
          + " keep one of '\(earlier.name)' and '\(later.name)'")
    }
    guard earlier.role <= later.role else {
      let order = StageRole.allCases.map(\.word).joined(separator: ", ")
      throw .conflict(
        path: path,
        reason: "'\(later.name)' does \(later.role.word) and cannot follow '\(earlier.name)', which"
          + " does \(earlier.role.word); the order is \(order)")
    }
  }
}
