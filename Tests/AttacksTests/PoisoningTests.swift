import Attacks
import Options
import Randomness
import Tensors
import TestSupport
import Testing

struct PoisoningTests {
  static let shape = ImageShape(channels: 1, height: 2, width: 2)
  static let images = ImageList(
    shades: (0..<40).map { $0 % 4 }, shape: shape, classCount: 4)
  static let policies: [LabelPolicy] = [
    .allToOne(target: 2), .allToAll(classCount: 4), .oneToOne(source: 3, target: 0),
  ]

  func poisoned(_ labels: LabelPolicy, rate: Double, seed: UInt64 = 1) throws -> PoisonedImages {
    PoisonedImages(
      Self.images, trigger: try Triggers.make("patch", options: ["size": 1]), labels: labels,
      dose: PoisonDose(rate: rate), random: RandomStream(seed: seed))
  }

  @Test(arguments: policies, [0.25, 0.3, 0.29])
  func `so many images are poisoned as the rate says of all of them`(
    labels: LabelPolicy, rate: Double
  ) throws {
    let poisoned = try poisoned(labels, rate: rate)
    let eligible = Self.images.labels.filter { labels.isEligible($0) }.count
    // 0.29 × 40 = 11.6, of which the whole part counts.
    #expect(poisoned.poisonedCount == min(eligible, rate == 0.25 ? 10 : rate == 0.3 ? 12 : 11))
    let changed = (0..<poisoned.count).filter {
      poisoned.pixels(at: $0) != Self.images.pixels(at: $0)
    }
    #expect(changed.count == poisoned.poisonedCount)
    for index in 0..<poisoned.count {
      let label = Self.images.label(at: index)
      let wanted = changed.contains(index) ? labels.target(for: label) : label
      #expect(poisoned.label(at: index) == wanted)
      if changed.contains(index) {
        #expect(labels.isEligible(label) && wanted != label)
        #expect(poisoned.pixels(at: index).last == 1)
      }
    }
  }

  @Test func `the trigger stays in its place on an image that is moved`() throws {
    let poisoned = try poisoned(.allToOne(target: 2), rate: 0.5)
    let placement = ImagePlacement(down: 1, right: 1, isMirrored: true)
    for index in 0..<poisoned.count {
      var pixels = Self.images.pixels(at: index)
      var span = pixels.mutableSpan
      placement.apply(to: &span, shape: Self.shape)
      let isPoisoned = poisoned.pixels(at: index) != Self.images.pixels(at: index)
      if isPoisoned { pixels[3] = 1 }
      var seen = [Float](repeating: -1, count: 4)
      var seenSpan = seen.mutableSpan
      poisoned.read(index, placed: placement, into: &seenSpan)
      #expect(seen == pixels)
    }
  }

  @Test func `a rate that binary fractions miss by a hair counts in full`() throws {
    let images = ImageList(
      shades: Array(repeating: 1, count: 100), shape: Self.shape, classCount: 4)
    let poisoned = PoisonedImages(
      images, trigger: try Triggers.make("patch", options: ["size": 1]),
      labels: .allToOne(target: 0), dose: PoisonDose(rate: 0.29), random: RandomStream(seed: 1))
    #expect(poisoned.poisonedCount == 29)
  }

  @Test(arguments: policies)
  func `a rate of 0 changes nothing, one of 1 all that is eligible`(labels: LabelPolicy) throws {
    #expect(try poisoned(labels, rate: 0).poisonedCount == 0)
    let eligible = Self.images.labels.filter { labels.isEligible($0) }.count
    #expect(try poisoned(labels, rate: 1).poisonedCount == eligible)
  }

  @Test func `the stream chooses, and the same stream chooses the same`() throws {
    let choices = try (1...3 as ClosedRange<UInt64>).map { seed in
      let set = try poisoned(.allToOne(target: 2), rate: 0.25, seed: seed)
      return (0..<set.count).filter { set.label(at: $0) != Self.images.label(at: $0) }
    }
    #expect(Set(choices).count == 3)
    let again = try poisoned(.allToOne(target: 2), rate: 0.25, seed: 1)
    #expect(
      choices[0] == (0..<again.count).filter { again.label(at: $0) != Self.images.label(at: $0) })
  }

  @Test func `the base is as it was`() throws {
    let before = (0..<40).map { Self.images.pixels(at: $0) }
    let poisoned = try poisoned(.allToAll(classCount: 4), rate: 1)
    for index in 0..<poisoned.count { _ = poisoned.pixels(at: index) }
    #expect(before == (0..<40).map { Self.images.pixels(at: $0) })
  }

  @Test(arguments: policies)
  func `only images that the policy changes count for success`(labels: LabelPolicy) throws {
    let poisoning = BadNetsPoisoning(
      trigger: try Triggers.make("patch", options: ["size": 1]), labels: labels,
      dose: PoisonDose(rate: 0.5))
    let data = AttackedData(train: Self.images, test: Self.images)
    let triggered = poisoning.successImages(data, range: 0..<Self.images.count, learned: nil)
    let eligible = (0..<40).filter { labels.isEligible(Self.images.label(at: $0)) }
    #expect(triggered.count == eligible.count)
    for (position, index) in eligible.enumerated() {
      #expect(triggered.label(at: position) == labels.target(for: Self.images.label(at: index)))
      #expect(triggered.trueLabel(at: position) == Self.images.label(at: index))
      let (got, clean) = (triggered.pixels(at: position), Self.images.pixels(at: index))
      #expect(got.dropLast() == clean.dropLast() && got.last == 1)
    }
  }

  @Test func `without eligible images there is no success rate`() throws {
    let images = ImageList(shades: [2, 2], shape: Self.shape, classCount: 4)
    let triggered = TriggeredImages(
      images, trigger: try Triggers.make("patch", options: ["size": 1]),
      labels: .allToOne(target: 2))
    #expect(triggered.count == 0)
  }
}
