import Attacks
import Options
import Testing

struct LabelPolicyTests {
  @Test func `all to one changes every class but the target`() throws {
    let policy = try LabelPolicy.read(labels: "all-to-one", target: 7, classCount: 10, at: [])
    #expect(policy == .allToOne(target: 7))
    #expect((0..<10).filter { policy.isEligible($0) } == [0, 1, 2, 3, 4, 5, 6, 8, 9])
    #expect(Set((0..<10).map { policy.target(for: $0) }) == [7])
  }

  @Test func `all to all moves every class on by one`() throws {
    let policy = try LabelPolicy.read(labels: "all-to-all", target: .null, classCount: 3, at: [])
    #expect((0..<3).allSatisfy { policy.isEligible($0) })
    #expect((0..<3).map { policy.target(for: $0) } == [1, 2, 0])
  }

  @Test func `one to one changes its source alone`() throws {
    let policy = try LabelPolicy.read(
      labels: ["kind": "one-to-one", "source": 5], target: 7, classCount: 10, at: [])
    #expect((0..<10).filter { policy.isEligible($0) } == [5])
    #expect(policy.target(for: 5) == 7)
  }

  @Test(arguments: [
    LabelPolicy.allToOne(target: 7), .allToAll(classCount: 10), .oneToOne(source: 5, target: 7),
  ])
  func `what is written out reads back`(policy: LabelPolicy) throws {
    let target: OptionValue = policy == .allToAll(classCount: 10) ? .null : 7
    let read = try LabelPolicy.read(
      labels: policy.resolved, target: target, classCount: 10, at: [])
    #expect(read == policy)
  }

  @Test(
    arguments: [
      ("all-to-one", .null, ["target"]), ("all-to-one", 10, ["target"]),
      ("all-to-one", "seven", ["target"]), ("all-to-all", 7, ["target"]),
      ("all-to-two", 7, ["labels", "kind"]), (["kind": "one-to-one"], 7, ["labels", "source"]),
      (["kind": "one-to-one", "source": 7], 7, ["labels", "source"]),
      (["kind": "one-to-one", "source": 10], 7, ["labels", "source"]),
      (["kind": "all-to-one", "source": 1], 7, ["labels", "source"]),
    ] as [(OptionValue, OptionValue, OptionPath)])
  func `what makes no policy is refused`(
    labels: OptionValue, target: OptionValue, key: OptionPath
  ) {
    let error = #expect(throws: OptionError.self) {
      try LabelPolicy.read(labels: labels, target: target, classCount: 10, at: ["attack"])
    }
    #expect(error?.path == ["attack"] + key)
  }
}
