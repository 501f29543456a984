import Tensors
import Testing

@Suite struct UpdateRowsTests {
  static let matrix = UpdateMatrix([[1, 2], [3, 4], [5, 6]])

  @Test func `rows are chosen and scaled without touching the matrix`() {
    var rows = UpdateRows(Self.matrix).selecting([2, 0])
    #expect(rows.rows == 2 && rows.columns == 2)
    #expect(rows.row(0) == [5, 6])
    rows.scale(by: [0.5, 1])
    #expect(rows.row(0) == [2.5, 3])
    #expect(rows.row(1) == [1, 2])
    #expect(rows.matrix == Self.matrix)
    #expect(rows.selecting([1]).row(0) == [1, 2])
    #expect(UpdateRows(Self.matrix, at: [1]).row(0) == [3, 4])
  }

  @Test func `a scaled value is rounded once, from double`() {
    var rows = UpdateRows(UpdateMatrix([[-3, 1e-8]]))
    rows.scale(by: [0.1])
    #expect(rows.row(0) == [Float(-3 * 0.1), Float(Double(Float(1e-8)) * 0.1)])
    rows.scale(by: [10])
    #expect(rows.row(0) == [Float(-3 * (0.1 * 10)), Float(Double(Float(1e-8)) * (0.1 * 10))])
  }

  @Test func `a row that the matrix does not have is our own mistake`() async {
    await #expect(processExitsWith: .failure) { _ = UpdateRows(UpdateMatrix([[1]]), at: [1]) }
  }
}
