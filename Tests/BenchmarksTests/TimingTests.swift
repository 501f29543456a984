import Benchmarks
import Testing

@Suite struct TimingTests {
  @Test(arguments: [
    ([3.0], 3.0), ([5.0, 1.0, 3.0], 3.0), ([4.0, 1.0, 3.0, 2.0], 2.5),
    ([1.0, 1.0, 1.0, 100.0], 1.0), ([2.0, 2.0], 2.0),
  ])
  func `the median is the middle of the sorted numbers`(values: [Double], median: Double) {
    #expect(Timing.median(values) == median)
  }

  @Test func `there is no median of nothing`() async {
    await #expect(processExitsWith: .failure) { _ = Timing.median([]) }
  }

  @Test func `what is measured runs at least once more than it counts`() {
    var calls = 0
    let median = Timing.median(of: 3, shortest: 0) { calls += 1 }
    // One to warm up, one to see how long it takes, three that count.
    #expect(calls == 5)
    #expect(median >= 0)
  }

  @Test func `what fails is not measured`() {
    #expect(throws: BenchmarkError.nothingToMeasure(reason: "test")) {
      try Timing.median(of: 3) { throw BenchmarkError.nothingToMeasure(reason: "test") }
    }
  }
}
