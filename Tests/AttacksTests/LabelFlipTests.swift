import Attacks
import Options
import Randomness
import Tensors
import TestSupport
import Testing

struct LabelFlipTests {
  @Test func `the inverse undoes itself and leaves an odd middle alone`() {
    let flip = LabelFlip.inverse(classCount: 5)
    #expect((0..<5).map { flip.target(for: $0) } == [4, 3, 2, 1, 0])
    #expect((0..<5).filter { flip.isEligible($0) } == [0, 1, 3, 4])
    for label in 0..<5 {
      #expect(flip.target(for: label).flatMap { flip.target(for: $0) } == label)
    }
  }

  @Test func `a cycle moves every class on by one`() {
    let flip = LabelFlip.cyclic(classCount: 3)
    #expect((0..<3).map { flip.target(for: $0) } == [1, 2, 0])
    #expect((0..<3).allSatisfy { flip.isEligible($0) })
  }

  @Test func `a random label is never the true one and every other one comes up`() {
    let flip = LabelFlip.random(classCount: 4)
    for label in 0..<4 {
      let drawn = (0..<200).map {
        flip.flipped(label, random: RandomStream(seed: UInt64($0)))
      }
      #expect(Set(drawn) == Set(0..<4).subtracting([label]))
    }
  }

  @Test func `one class becomes another and the others stay`() throws {
    let read = try LabelFlip.read(
      ["kind": "source-target", "source": 2, "target": 0], classCount: 4, at: [])
    #expect(read.value == .sourceTarget(source: 2, target: 0))
    #expect((0..<4).filter { read.value.isEligible($0) } == [2])
    #expect(read.value.flipped(2, random: RandomStream(seed: 1)) == 0)
  }

  @Test(
    arguments: [
      "inverse", "cyclic", "random", ["kind": "source-target", "source": 1, "target": 3],
    ]
      as [OptionValue])
  func `what is written out reads back`(written: OptionValue) throws {
    let read = try LabelFlip.read(written, classCount: 4, at: [])
    #expect(try LabelFlip.read(read.resolved, classCount: 4, at: []).value == read.value)
  }

  @Test(
    arguments: [
      ("upside-down", ["kind"]), (["kind": "inverse", "source": 1], ["source"]),
      (["kind": "source-target", "source": 1], ["target"]),
      (["kind": "source-target", "source": 4, "target": 1], ["source"]),
      (["kind": "source-target", "source": 1, "target": 1], ["target"]),
    ] as [(OptionValue, OptionPath)])
  func `what makes no flip is refused`(written: OptionValue, key: OptionPath) {
    let error = #expect(throws: OptionError.self) {
      try LabelFlip.read(written, classCount: 4, at: ["flip"])
    }
    #expect(error?.path == ["flip"] + key)
  }

  // MARK: - On images

  let trial: BehaviorTests

  init() throws { trial = try BehaviorTests() }

  private func labels(_ flip: LabelFlip, rate: Double, round: Int = 3) -> [Int] {
    let context = AttackContext(malicious: [5], random: BehaviorTests.root) { _ in
      BehaviorTests.images
    }
    let images = LabelFlipPoisoning(flip: flip, rate: rate).trainingImages(
      trial.task(round: round), network: trial.network, context: context)
    for index in 0..<images.count {
      #expect(images.pixels(at: index) == BehaviorTests.images.pixels(at: index))
    }
    return (0..<images.count).map { images.label(at: $0) }
  }

  @Test(arguments: [0.0, 0.5, 1.0])
  func `the rate is a share of the eligible images, the same ones in every round`(rate: Double) {
    // Eight of 32 images are of class 3.
    let flip = LabelFlip.sourceTarget(source: 3, target: 0)
    let flipped = labels(flip, rate: rate)
    let changed = flipped.indices.filter { flipped[$0] != BehaviorTests.images.label(at: $0) }
    #expect(changed.count == Int(8 * rate))
    #expect(changed.allSatisfy { BehaviorTests.images.label(at: $0) == 3 && flipped[$0] == 0 })
    #expect(labels(flip, rate: rate, round: 9) == flipped)
    #expect(labels(.random(classCount: 4), rate: 1) == labels(.random(classCount: 4), rate: 1))
  }

  @Test func `success is the flipped label on test images of flipped classes`() {
    let data = AttackedData(train: BehaviorTests.images, test: BehaviorTests.images)
    let wanted = LabelFlipPoisoning(flip: .sourceTarget(source: 3, target: 0), rate: 1)
      .successImages(data, range: 0..<16, learned: nil)
    #expect(wanted.count == 4)
    for index in 0..<4 {
      #expect(wanted.label(at: index) == 0)
      #expect(wanted.pixels(at: index) == BehaviorTests.images.pixels(at: 4 * index + 3))
    }
    let none = LabelFlipPoisoning(flip: .random(classCount: 4), rate: 1)
      .successImages(data, range: 0..<32, learned: nil)
    #expect(none.count == 0)
  }
}
