import Testing

@testable import Randomness

@Suite struct RandomStreamTests {
  @Test func `the block function gives the published known answers`() {
    // Random123's table of known answers for philox4x32 with ten rounds.
    #expect(
      Philox.block(counter: SIMD4(repeating: 0), key: 0)
        == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    #expect(
      Philox.block(counter: SIMD4(repeating: .max), key: .max)
        == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    #expect(
      Philox.block(
        counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
        key: 0x299f_31d0_a409_3822) == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test func `a child depends on its name alone`() {
    let root = RandomStream(seed: 7)
    var drawn = root
    for _ in 0..<5 { _ = drawn.next() }
    #expect(root.stream(for: "client", 3) == drawn.stream(for: "client", 3))
    #expect(root.stream(for: "client", 3) != root.stream(for: "client", 4))
    #expect(root.stream(for: "ab", "c") != root.stream(for: "a", "bc"))
    #expect(root.stream(for: "client") != RandomStream(seed: 8).stream(for: "client"))
  }

  @Test func `positions can be read in any order`() {
    let stream = RandomStream(seed: 1).stream(for: "noise")
    var inOrder = stream
    let drawn = (0..<6).map { _ in inOrder.normal() }
    #expect((0..<6).reversed().map { stream.normal(at: $0) } == drawn.reversed())
  }

  @Test(arguments: [0, 1, 2, 7], [0, 1, 2, 5])
  func `noise on a stretch of values is that of its positions`(first: Int, count: Int) {
    let stream = RandomStream(seed: 6)
    var values = (0..<count).map { Float($0) / 3 }
    let expected = values.enumerated().map {
      Float(Double($0.element) + 0.7 * stream.normal(at: first + $0.offset))
    }
    var span = values.mutableSpan
    stream.addNormals(to: &span, at: first, deviation: 0.7)
    #expect(values == expected)
  }

  @Test func `a shuffle is a permutation and repeats`() {
    var first = RandomStream(seed: 5)
    var second = RandomStream(seed: 5)
    let order = Array(0..<100).shuffled(using: &first)
    #expect(order.sorted() == Array(0..<100))
    #expect(order != Array(0..<100))
    #expect(order == Array(0..<100).shuffled(using: &second))
  }

  @Test func `whole numbers below a bound are equally likely`() {
    var random = RandomStream(seed: 11)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[random.integer(below: 7)] += 1 }
    // Six deviations of a binomial with mean 10,000.
    #expect(counts.allSatisfy { abs($0 - 10_000) < 560 })
  }
}
