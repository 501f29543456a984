import Kernels
import Testing

@Suite struct SpareMemoryTests {
  @Test func `a process goes on as before when it has given memory back`() throws {
    let values = (0..<1 << 20).map(Float.init)
    var spare = SpareMemory()
    // The second call comes too early and does nothing.
    for _ in 0..<2 { spare.giveBack() }
    #expect(values.indices.allSatisfy { values[$0] == Float($0) })
    #expect("\(values.prefix(3))" == "[0.0, 1.0, 2.0]")
  }
}
