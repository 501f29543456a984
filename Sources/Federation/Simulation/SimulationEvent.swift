package import RunStore

/// What a run just did, for whoever watches.
package indirect enum SimulationEvent: Sendable {
  case starting(processes: Int)
  case roundStarted(Int)
  case evaluating(round: Int)
  case roundFinished(RoundRecord)
  case repairing(name: String)
  case repaired(RepairRecord)
  case note(String)
  /// What the run with every client honest just did.
  case cleanTwin(SimulationEvent)
}
