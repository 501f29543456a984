import Attacks
import Experiments
import Foundation
import Options
import Testing

@testable import Federation

@Suite struct ScoringGoalTests {
  private let goal: ScoringGoal

  init() throws {
    let experiment = try ExperimentReader.read(
      text: """
        name: goal
        dataset: { name: glyphs, train_limit: 100, test_limit: 20 }
        partition: { scheme: iid, clients: 4 }
        model: { name: softmax-regression }
        federation: { rounds: 1 }
        attack: { name: badnets, clients: [1], trigger: { name: patch, size: 2 }, target: 7 }
        """, name: "goal")
    goal = try #require(ScoringGoal(experiment.attack))
  }

  @Test func `what was learned crosses the wire to the last bit`() throws {
    #expect(goal.learned == nil && goal.learnedKey == nil)
    let values: [Float] = [0.1, -0.0, .infinity, .leastNonzeroMagnitude, 3]
    let told = try ScoringGoal(json: #require(goal.with(learned: values)).json())
    #expect(told.learned?.map(\.bitPattern) == values.map(\.bitPattern))
    #expect(told.poisoning["target"] == 7)
    #expect(try ScoringGoal(json: #require(goal.with(learned: [])).json()).learned == [])
  }

  @Test func `the longest that can be told fits into a header, and no longer one is`() throws {
    let longest = [Float](repeating: 0.1, count: ScoringGoal.maximumLearned)
    let text = try #require(goal.with(learned: longest)).json()
    #expect(text.utf8.count < 60_000)
    #expect(goal.with(learned: longest + [0]) == nil)
  }
}
