import Tensors
import Testing

@Suite struct ParameterLayoutTests {
  @Test func `tensors follow each other without gaps`() {
    var layout = ParameterLayout()
    layout.append("conv1.weight", .convolutionWeight, shape: [2, 1, 3, 3])
    layout.append("conv1.bias", .bias, shape: [2])
    #expect(layout.count == 20)
    #expect(layout.entry(named: "conv1.bias")?.range == 18..<20)
    #expect(layout.entry(named: "conv2.bias") == nil)
  }

  @Test func `rows of a matrix are its clients' updates`() {
    let matrix = UpdateMatrix([[1, 2], [3, 4], [5, 6]])
    #expect(matrix.row(1) == [3, 4])
    #expect(matrix[2][0] == 5)
  }
}
