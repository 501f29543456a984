import Attacks
import Options
import Testing

struct AttackScheduleTests {
  static let all: [(OptionValue, AttackSchedule, [Int])] = [
    (["kind": "continuous"], .continuous, Array(1...12)),
    ("continuous", .continuous, Array(1...12)),
    (["kind": "single-shot", "round": 5], .singleShot(round: 5), [5]),
    (
      ["kind": "window", "from": 3, "to": 9, "every": 3], .window(from: 3, to: 9, every: 3),
      [3, 6, 9]
    ),
    (["kind": "window", "to": 2], .window(from: 1, to: 2, every: 1), [1, 2]),
    (["kind": "window", "from": 11], .window(from: 11, to: nil, every: 1), [11, 12]),
    (["kind": "fixed-frequency", "every": 5], .fixedFrequency(every: 5), [1, 6, 11]),
  ]

  @Test(arguments: all)
  func `a schedule attacks in its rounds`(
    written: OptionValue, schedule: AttackSchedule, rounds: [Int]
  ) throws {
    let (read, resolved) = try AttackSchedule.read(written, at: [])
    #expect(read == schedule)
    #expect((1...12).filter { read.isActive(round: $0) } == rounds)
    #expect(read.firstRound == rounds.first)
    // Beyond the twelve rounds there are none if there is a last one.
    if let last = read.lastRound {
      #expect(last == rounds.last)
    } else {
      #expect((1000..<1100).contains { read.isActive(round: $0) })
    }
    #expect(try AttackSchedule.read(resolved, at: []).value == schedule)
    #expect(try OptionValue(encoding: schedule).decoded() == schedule)
  }

  @Test func `a single shot needs all attackers in its round`() {
    let schedule = AttackSchedule.singleShot(round: 4)
    #expect((1...8).filter { schedule.forcesAttacker(round: $0) } == [4])
    #expect(schedule.forcedClients(round: 4, malicious: [2, 9]) == [2, 9])
    #expect(schedule.forcedClients(round: 5, malicious: [2, 9]) == [])
  }

  @Test func `a fixed frequency takes the attackers in turn`() {
    let schedule = AttackSchedule.fixedFrequency(every: 3)
    let forced = (1...10).map { schedule.forcedClients(round: $0, malicious: [2, 9]) }
    #expect(forced == [[2], [], [], [9], [], [], [2], [], [], [9]])
    #expect(schedule.forcedClients(round: 1, malicious: []) == [])
  }

  @Test(arguments: [AttackSchedule.continuous, .window(from: 1, to: nil, every: 1)])
  func `attackers that wait to be sampled are never forced`(schedule: AttackSchedule) {
    #expect((1...8).allSatisfy { schedule.forcedClients(round: $0, malicious: [1]).isEmpty })
  }

  @Test(
    arguments: [
      ("sometimes", ["kind"]), (["kind": "single-shot"], ["round"]),
      (["kind": "single-shot", "round": 0], ["round"]), (["round": 3], ["kind"]),
      (["kind": "window", "from": 5, "to": 4], ["to"]),
      (["kind": "window", "every": 0], ["every"]),
      (["kind": "continuous", "every": 2], ["every"]),
    ] as [(OptionValue, OptionPath)])
  func `what makes no schedule is refused`(written: OptionValue, key: OptionPath) {
    let error = #expect(throws: OptionError.self) {
      try AttackSchedule.read(written, at: ["schedule"])
    }
    #expect(error?.path == ["schedule"] + key)
  }
}
