import Attacks
import Experiments
import Networks
import Options
import Randomness
import Tensors
import TestSupport
import Testing

@testable import Federation

/// The server's defense, tried by attackers.
struct DeclaredDefenseTests {
  static func experiment(defense: String, rate: Double = 1) throws -> Experiment {
    try ExperimentReader.read(
      text: """
        name: trial
        seed: 1
        dataset: { name: glyphs }
        partition: { scheme: iid, clients: 10 }
        model: { name: softmax-regression }
        federation: { rounds: 1, server: { optimizer: sgd, learning_rate: \(rate) } }
        defense: \(defense)
        """, name: "trial")
  }

  static func task(
    _ experiment: Experiment, rate: Double = 1, weighting: RoundAnnouncement.Weighting = .samples
  ) -> ClientTask {
    ClientTask(
      global: experiment.initialModel(), client: 0, round: 3,
      announcement: RoundAnnouncement(
        round: 3, participants: Array(0..<10), participantSamples: (1...10).map { $0 },
        weighting: weighting, serverLearningRate: rate),
      images: ImageList(
        shades: [0], shape: ImageShape(channels: 1, height: 1, width: 1), classCount: 1),
      training: experiment.training, random: RandomStream(seed: 0))
  }

  /// Client `c` moves every parameter by `values[c]`.
  static func updates(_ values: [Float], _ experiment: Experiment) -> [ObservedUpdate] {
    values.enumerated().map {
      ObservedUpdate(
        client: $0, update: Array(repeating: $1, count: experiment.model.parameterCount))
    }
  }

  @Test func `without stages it is the server's mean, times its learning rate`() throws {
    let experiment = try Self.experiment(defense: "[]", rate: 0.5)
    let defense = try DeclaredDefense(experiment)
    #expect(defense.stages.isEmpty)
    let values = (0..<10).map { Float($0) }
    let updates = Self.updates(values, experiment)
    let bySamples = try defense.outcome(of: updates, in: Self.task(experiment, rate: 0.5))
    // Σ i (i + 1) / Σ (i + 1) = 330 / 55, halved.
    #expect(bySamples.step.allSatisfy { abs($0 - 3) < 1e-6 })
    #expect(bySamples.step.count == experiment.model.parameterCount)
    let alike = try defense.outcome(
      of: updates, in: Self.task(experiment, rate: 0.5, weighting: .uniform))
    #expect(alike.step.allSatisfy { abs($0 - 2.25) < 1e-6 })
    #expect(alike.accepted == Array(0..<10))
  }

  @Test func `it says who would be accepted`() throws {
    let experiment = try Self.experiment(defense: "[{ name: multi-krum, f: 2 }]")
    let defense = try DeclaredDefense(experiment)
    #expect(defense.stages.map(\.name) == ["multi-krum"])
    let values: [Float] = [9, 0, 0.1, 0.2, 0.1, 0, 0.2, 0.1, 0, -9]
    let outcome = try defense.outcome(
      of: Self.updates(values, experiment), in: Self.task(experiment))
    #expect(outcome.accepted == Array(1...8))
  }

  @Test func `a trial leaves no trace, and too few clients are an error`() throws {
    let experiment = try Self.experiment(defense: "[{ name: multi-krum, f: 2 }]")
    let defense = try DeclaredDefense(experiment)
    let task = Self.task(experiment)
    let updates = Self.updates((0..<10).map { Float($0 * $0) }, experiment)
    let first = try defense.outcome(of: updates, in: task)
    #expect(throws: (any Error).self) {
      try defense.outcome(of: Array(updates.prefix(4)), in: task)
    }
    let again = try defense.outcome(of: updates, in: task)
    #expect(again.step == first.step && again.accepted == first.accepted)
  }

  @Test func `noise is the attackers' own guess, not the server's`() throws {
    let experiment = try Self.experiment(defense: "[{ name: flame }]")
    let defense = try DeclaredDefense(experiment)
    let task = Self.task(experiment)
    let updates = Self.updates((0..<10).map { 1 + Float($0) * 0.001 }, experiment)
    #expect(
      try defense.outcome(of: updates, in: task).step
        == defense.outcome(of: updates, in: task).step)
  }
}
