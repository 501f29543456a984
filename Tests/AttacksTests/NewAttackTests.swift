import Attacks
import Foundation
import Networks
import Options
import Testing

/// The example of CONTRIBUTING.md, which is `LazyClient.swift` to the letter.
struct NewAttackTests {
  let trial: BehaviorTests

  init() throws { trial = try BehaviorTests() }

  func plan(_ section: OptionValue) throws -> AttackPlan {
    try AttackPlan.read(
      section, setting: BehaviorTests.setting, catalog: AttackCatalog.all + [LazyClient.self])
  }

  @Test func `the example of the contributing guide is the file that is tested here`() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let guide = try String(
      contentsOf: tests.appending(path: "../../CONTRIBUTING.md"), encoding: .utf8)
    let file = try String(contentsOf: tests.appending(path: "LazyClient.swift"), encoding: .utf8)
    #expect(guide.contains("```swift\n" + file + "```"))
  }

  @Test func `an attack of one file and one line is read, refused and run as any other`() throws {
    let section: OptionValue = ["name": "lazy-client", "clients": [5], "share": 0.25]
    let task = trial.task()
    let honest = try HonestBehavior().update(task, network: trial.network)
    let update = try plan(section).behavior(trial.context()).update(task, network: trial.network)
    #expect(update.update == honest.update.map { Float(0.25 * Double($0)) })

    let error = #expect(throws: OptionError.self) {
      try plan(["name": "lazy-client", "clients": [5], "share": 2])
    }
    #expect(error?.path == ["attack", "share"])
  }
}
