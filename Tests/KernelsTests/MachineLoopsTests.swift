import Kernels
import Testing

/// The loops do what is counted, so that nothing of them can be left out.
@Suite struct MachineLoopsTests {
  @Test func `every number is multiplied and added to`() {
    // 128 numbers, sixteen of each multiple of a quarter from 0 to 7/4.
    let untouched = MachineLoops.multiplyAdd(rounds: 0)
    #expect(untouched.operations == 0 && untouched.result == 112)
    // x / 2 + 1/4 brings them to 1/2.
    let once = MachineLoops.multiplyAdd(rounds: 1)
    #expect(once.operations == 256 && once.result == 112 / 2 + 128 / 4)
    #expect(MachineLoops.multiplyAdd(rounds: 100).result == 64)
  }

  @Test(arguments: [0, 1, 7, 64, 1001])
  func `every word is read`(count: Int) {
    let words = (0..<count).map { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 }
    #expect(MachineLoops.read(words.span) == words.reduce(0, ^))
  }
}
