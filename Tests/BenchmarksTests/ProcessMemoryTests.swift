import Benchmarks
import Foundation
import Testing

@Suite struct ProcessMemoryTests {
  private let rollup = """
    5581c0a3f000-7ffe0b5f2000 ---p 00000000 00:00 0                          [rollup]
    Rss:               17432 kB
    Pss:                9001 kB
    Pss_Anon:           3004 kB
    Shared_Clean:       8428 kB
    Anonymous:          3004 kB
    """

  @Test func `the figures are read as bytes`() {
    #expect(
      ProcessMemory(rollup: rollup)
        == ProcessMemory(rss: 17432 * 1024, pss: 9001 * 1024, anonymous: 3004 * 1024))
  }

  @Test(arguments: ["", "Rss: 1 kB", "Rss: 1 kB\nPss: x kB\nAnonymous: 1 kB"])
  func `a text that lacks one is no answer`(text: String) {
    #expect(ProcessMemory(rollup: text) == nil)
  }

  @Test func `this process holds memory`() throws {
    let memory = try #require(
      ProcessMemory.of(Int32(ProcessInfo.processInfo.processIdentifier)))
    #expect(memory.anonymous > 0)
    #expect(memory.rss >= memory.pss && memory.pss >= memory.anonymous / 2)
  }

  @Test func `a process that is gone holds nothing to tell`() {
    #expect(ProcessMemory.of(Int32.max) == nil)
  }
}
