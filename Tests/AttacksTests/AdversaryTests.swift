import Attacks
import Kernels
import Networks
import Options
import Randomness
import Tensors
import TestSupport
import Testing

struct AdversaryTests {
  let trial: BehaviorTests

  init() throws { trial = try BehaviorTests() }

  func context(_ knowledge: AttackKnowledge, malicious: [Int] = [2, 5, 8]) -> AttackContext {
    AttackContext(
      malicious: malicious, random: BehaviorTests.root,
      adversary: LoneAdversary(
        knowledge, benign: [3: [ObservedUpdate(client: 1, update: [1, 2, 3])]])
    ) { _ in BehaviorTests.images }
  }

  @Test func `colluders see what each of them would submit if it were honest`() throws {
    let seen = try context(.colluding).observedUpdates(trial.task(), network: trial.network)
    // Of the malicious clients 2, 5 and 8 the round has 5 and 8.
    #expect(seen.map(\.client) == [5, 8])
    let random = ClientTask.stream(of: 8, round: 3, root: BehaviorTests.root)
    let task = trial.task(client: 8)
    let honest = try HonestBehavior().update(
      ClientTask(
        global: task.global, client: 8, round: 3, announcement: try task.announcement(),
        images: task.images, training: task.training, random: random),
      network: trial.network)
    #expect(seen[1].update == honest.update)
  }

  @Test func `omniscient attackers see the honest clients' updates`() throws {
    let seen = try context(.omniscient).observedUpdates(trial.task(), network: trial.network)
    #expect(seen == [ObservedUpdate(client: 1, update: [1, 2, 3])])
    #expect(throws: AdversaryError.nothingSeen(round: 4)) {
      try context(.omniscient).observedUpdates(trial.task(round: 4), network: trial.network)
    }
  }

  @Test func `attackers on their own see nothing of others`() {
    #expect(throws: AdversaryError.notGranted(asked: .colluding, granted: .own)) {
      try context(.own).observedUpdates(trial.task(), network: trial.network)
    }
    #expect(throws: AdversaryError.notGranted(asked: .omniscient, granted: .colluding)) {
      try LoneAdversary(.colluding).benignUpdates(round: 3)
    }
  }

  @Test func `what one has computed is known to all`() throws {
    let adversary = LoneAdversary(.own)
    let key = AdversaryKey("pattern")
    var count = 0
    for _ in 0..<3 {
      let values = try adversary.values(of: [key]) { _ in
        count += 1
        return [0.5]
      }
      #expect(values == [[0.5]])
    }
    #expect(count == 1)
  }
}
