import Kernels
import Tensors
import Testing

/// Parameters at the edge of a kernel.
@Suite struct ParameterTests {
  private func kernels(_ setup: Setup) throws -> [any LayerKernel] {
    let backend = try setup.make()
    let odd = ImageShape(channels: 20, height: 12, width: 12)
    return [
      try backend.convolution(
        ConvolutionGeometry(input: odd, outputChannels: 50, kernel: 5), layout: setup.layout,
        fusesReLU: true),
      try backend.convolution(
        ConvolutionGeometry(
          input: ImageShape(channels: 1, height: 28, width: 28), outputChannels: 20, kernel: 5),
        layout: setup.layout, fusesReLU: true),
      try backend.linear(
        input: ImageShape(channels: 50, height: 4, width: 4), outputs: 10, layout: setup.layout,
        fusesReLU: false),
      try backend.linear(
        input: ImageShape(channels: 500, height: 1, width: 1), outputs: 10, layout: setup.layout,
        fusesReLU: false),
    ]
  }

  @Test(arguments: Setup.all)
  func `values come back as they were loaded`(setup: Setup) throws {
    var numbers = TestNumbers(seed: 1)
    for kernel in try kernels(setup) {
      for parameter in kernel.parameters {
        let values = numbers.next(parameter.count)
        try parameter.load(values.span)
        #expect(try parameter.values() == values)
      }
    }
  }

  @Test(arguments: Setup.all)
  func `padding holds zeros in values and gradients alike`(setup: Setup) throws {
    for kernel in try kernels(setup) {
      var numbers = TestNumbers(seed: 2)
      let parameters = kernel.parameters.map { parameter in
        numbers.next(parameter.count).map { $0 == 0 ? 1 : $0 }
      }
      _ = try LayerRun(
        kernel, batch: 4, input: numbers.next(4 * kernel.inputShape.count),
        upstream: numbers.next(4 * kernel.outputShape.count), parameters: parameters)
      for parameter in kernel.parameters {
        let padding = parameter.storage.count - parameter.count
        #expect(parameter.gradientStorage.count == parameter.storage.count)
        var zeros = 0
        let (values, gradients) = (parameter.storage.span, parameter.gradientStorage.span)
        for index in values.indices where values[index] == 0 {
          zeros += 1
          #expect(gradients[index] == 0)
        }
        #expect(zeros == padding)
      }
    }
  }
}
