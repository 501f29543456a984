import Kernels
import Tensors
import Testing

/// The portable products' promise: a fixed order of sums, so the same bits on every processor.
@Suite struct PortableProductTests {
  /// Below, at and beyond the tiles of 6 × 16 and the blocks of 96 × 256.
  static let sizes = [(1, 1, 1), (5, 17, 15), (6, 256, 16), (7, 100, 33), (97, 31, 257)]

  @Test(arguments: sizes)
  func `a product of up to 256 terms is the plain loop's`(
    batch: Int, inputs: Int, outputs: Int
  ) throws {
    let kernel = try PortableBackend().linear(
      input: ImageShape(channels: inputs, height: 1, width: 1), outputs: outputs,
      layout: .rowMajor, fusesReLU: false)
    var numbers = TestNumbers(seed: 4)
    let input = numbers.next(batch * inputs)
    let weight = numbers.next(outputs * inputs)
    let bias = numbers.next(outputs)
    let upstream = numbers.next(batch * outputs)
    let run = try LayerRun(
      kernel, batch: batch, input: input, upstream: upstream, parameters: [weight, bias])
    func product(
      _ rows: Int, _ columns: Int, _ depth: Int, _ term: (Int, Int, Int) -> Float
    ) -> [Float] {
      (0..<rows * columns).map { place in
        var sum: Float = 0
        for k in 0..<depth { sum += term(place / columns, place % columns, k) }
        return sum
      }
    }
    let output = product(batch, outputs, inputs) { row, column, k in
      input[row * inputs + k] * weight[column * inputs + k]
    }
    #expect(run.output == output.indices.map { output[$0] + bias[$0 % outputs] })
    #expect(
      run.parameterGradients[0]
        == product(outputs, inputs, batch) { row, column, k in
          upstream[k * outputs + row] * input[k * inputs + column]
        })
    guard outputs <= 256 else { return }
    #expect(
      run.inputGradient
        == product(batch, inputs, outputs) { row, column, k in
          upstream[row * outputs + k] * weight[k * inputs + column]
        })
  }

  @Test func `longer sums are sums of blocks of 256`() throws {
    let inputs = 600
    let kernel = try PortableBackend().linear(
      input: ImageShape(channels: inputs, height: 1, width: 1), outputs: 1, layout: .rowMajor,
      fusesReLU: false)
    var numbers = TestNumbers(seed: 6)
    let (input, weight) = (numbers.next(inputs), numbers.next(inputs))
    var sum: Float = 0
    for block in stride(from: 0, to: inputs, by: 256) {
      var part: Float = 0
      for k in block..<min(block + 256, inputs) { part += input[k] * weight[k] }
      sum += part
    }
    let run = try LayerRun(
      kernel, batch: 1, input: input, upstream: [1], parameters: [weight, [0]])
    #expect(run.output == [sum])
  }
}
