import Kernels
import Tensors
import Testing

/// Batch sizes come and go without leaving a trace.
@Suite struct BatchSizeTests {
  private func kernels(_ setup: Setup) throws -> [any LayerKernel] {
    let backend = try setup.make()
    let image = ImageShape(channels: 3, height: 8, width: 8)
    return [
      try backend.convolution(
        ConvolutionGeometry(input: image, outputChannels: 20, kernel: 3), layout: setup.layout,
        fusesReLU: true),
      try backend.residualBlock(
        ResidualGeometry(input: image, outputChannels: 32, stride: 2), layout: setup.layout),
      try backend.norm(.group(3), on: image, layout: setup.layout, fusesReLU: true),
      backend.globalAveragePooling(image, layout: setup.layout),
      try backend.linear(input: image, outputs: 33, layout: setup.layout, fusesReLU: true),
      try backend.pooling(
        PoolingGeometry(.maximum, input: image, kernel: 2, stride: 2), layout: setup.layout),
    ]
  }

  private func run(_ kernel: any LayerKernel, batch: Int) throws -> LayerRun {
    var numbers = TestNumbers(seed: 3)
    let parameters = kernel.parameters.map { numbers.next($0.count) }
    return try LayerRun(
      kernel, batch: batch, input: numbers.next(batch * kernel.inputShape.count),
      upstream: numbers.next(batch * kernel.outputShape.count), parameters: parameters)
  }

  @Test(arguments: Setup.all)
  func `the bits do not depend on the batches before`(setup: Setup) throws {
    for (used, fresh) in zip(try kernels(setup), try kernels(setup)) {
      // More sizes than a kernel keeps primitives for.
      for batch in [64, 1, 7, 10, 2, 3, 4, 5, 6, 8, 9] { _ = try run(used, batch: batch) }
      for batch in [7, 64] {
        let (first, second) = (try run(used, batch: batch), try run(fresh, batch: batch))
        #expect(first.output == second.output)
        #expect(first.inputGradient == second.inputGradient)
        #expect(first.parameterGradients == second.parameterGradients)
      }
    }
  }

  @Test(arguments: Setup.all)
  func `an image scores alike in any batch`(setup: Setup) throws {
    for kernel in try kernels(setup) {
      let (few, many) = (try run(kernel, batch: 2), try run(kernel, batch: 64))
      let shared = kernel.outputShape.count * 2
      // Other batch sizes may sum in another order: 100 units in the last place of the largest.
      #expect(relativeGap(few.output, Array(many.output[..<shared])) < 1e-5)
    }
  }
}
