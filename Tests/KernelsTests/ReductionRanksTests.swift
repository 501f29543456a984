import Tensors
import Testing

@testable import Kernels

@Suite struct ReductionRanksTests {
  @Test(arguments: 1...17)
  func `a network puts every pattern of zeros and ones in order`(count: Int) {
    // By the zero-one principle, what sorts these sorts everything.
    let network = SortingNetwork(count: count, ranks: 0..<count)
    let pairs = stride(from: 0, to: network.comparators.count, by: 2).map {
      (Int(network.comparators[$0]), Int(network.comparators[$0 + 1]))
    }
    for pattern in 0..<1 << count {
      var bits = pattern
      for (low, high) in pairs where bits >> low & 1 == 1 && bits >> high & 1 == 0 {
        bits ^= 1 << low | 1 << high
      }
      #expect(bits == ((1 << pattern.nonzeroBitCount) - 1) << (count - pattern.nonzeroBitCount))
    }
  }

  @Test func `a network for the median alone is smaller`() {
    let all = SortingNetwork(count: 50, ranks: 0..<50)
    let median = SortingNetwork(count: 50, ranks: 24..<26)
    #expect(median.comparators.count < all.comparators.count)
  }

  @Test(arguments: [1, 2, 3, 8, 9, 50, 101], [1, 63, 64, 65, 300, 16_400])
  func `medians are those of sorted columns`(rows: Int, columns: Int) {
    let matrix = UpdateMatrix(
      rows: rows, columns: columns, values: ReductionsTests.values(rows * columns))
    let expected = (0..<columns).map { column in
      let sorted = (0..<rows).map { matrix.values[$0 * columns + column] }.sorted()
      return Float((Double(sorted[(rows - 1) / 2]) + Double(sorted[rows / 2])) / 2)
    }
    #expect(ColumnStatistics.median(UpdateRows(matrix)) == expected)
  }

  @Test func `the mean of some ranks leaves out the extremes`() {
    let rows = UpdateRows(UpdateMatrix([[9, -1], [1, 5], [2, 1e30], [4, 7]]))
    #expect(ColumnStatistics.mean(rows, ofRanks: 1..<3) == [3, 6])
    #expect(ColumnStatistics.mean(rows, ofRanks: 0..<1) == [1, -1])
    #expect(ColumnStatistics.mean(rows.selecting([3, 0]), ofRanks: 0..<2) == [6.5, 3])
  }

  @Test func `the middle of two huge values does not overflow`() {
    let rows = UpdateRows(UpdateMatrix([[3e38], [3.2e38]]))
    #expect(ColumnStatistics.median(rows)[0].isFinite)
  }
}
