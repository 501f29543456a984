import Federation
import Foundation
import Testing

@Suite struct OpenFilesTests {
  /// What the system allows without asking further, as the shell's `ulimit -n` shows it.
  private var limit: UInt {
    var limit = rlimit()
    unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    return limit.rlim_cur
  }

  @Test func `a limit that suffices stays, and one that cannot does too`() {
    let before = limit
    #expect(OpenFiles.allow(1))
    #expect(!OpenFiles.allow(Int.max))
    #expect(limit == before)
  }
}
