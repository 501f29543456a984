import Synchronization
import Testing

@testable import Kernels

@Suite struct WorkersTests {
  @Test(arguments: [1, 2, 8, 100], [0, 1, 2, 7, 1000])
  func `every task is done once, whoever does it`(count: Int, tasks: Int) {
    let done = Mutex([Int](repeating: 0, count: tasks))
    Workers(count).perform(tasks) { task in done.withLock { $0[task] += 1 } }
    #expect(done.withLock { $0 } == Array(repeating: 1, count: tasks))
  }

  @Test(arguments: [1, 2, 8], [0, 1, 99, 100, 101, 1234])
  func `blocks cover an array and do not overlap`(count: Int, length: Int) {
    var values = [Int](repeating: 1, count: length)
    Workers(count).fill(&values, inBlocksOf: 100) { range, block in
      for place in block.indices { block[place] += range.lowerBound + place }
    }
    #expect(values == (0..<length).map { $0 + 1 })
  }

  @Test func `a copy of the array made before stays as it was`() {
    var values = [0, 0, 0]
    let copy = values
    Workers(2).fill(&values, inBlocksOf: 1) { range, block in block[0] = range.lowerBound + 5 }
    #expect(values == [5, 6, 7])
    #expect(copy == [0, 0, 0])
  }

  @Test func `no workers are our own mistake`() async {
    await #expect(processExitsWith: .failure) { _ = Workers(0) }
  }
}
