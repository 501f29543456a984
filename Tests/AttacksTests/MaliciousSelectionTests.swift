import Attacks
import Randomness
import Testing

struct MaliciousSelectionTests {
  @Test(arguments: [(0.0, 0), (0.01, 1), (0.12, 1), (0.15, 2), (0.25, 3), (0.2, 2), (1.0, 10)])
  func `halves round up, and any fraction above 0 makes one`(fraction: Double, count: Int) {
    let ids = MaliciousSelection.fraction(fraction).ids(among: 10, random: RandomStream(seed: 3))
    #expect(ids.count == count)
    #expect(ids == Set(ids).sorted() && ids.allSatisfy { (0..<10).contains($0) })
  }

  @Test func `the seed decides who is malicious`() {
    let drawn = (0..<20 as Range<UInt64>).map {
      MaliciousSelection.fraction(0.2).ids(among: 10, random: RandomStream(seed: $0))
    }
    #expect(Set(drawn).count > 10)
    #expect(
      drawn[7] == MaliciousSelection.fraction(0.2).ids(among: 10, random: RandomStream(seed: 7)))
    // Every client is drawn by one of the seeds: 2 of 10, twenty times, misses one with 0.8^20 = 1 %.
    #expect(Set(drawn.joined()).count >= 9)
  }

  @Test func `listed clients are the malicious ones`() {
    let selection = MaliciousSelection.clients([3, 7])
    #expect(selection.ids(among: 10, random: RandomStream(seed: 1)) == [3, 7])
  }
}
