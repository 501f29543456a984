import Kernels
import Tensors
import Testing

/// A whole small network, kernel behind kernel.
@Suite struct StackTests {
  /// Everything that one training step computed.
  struct Step: Equatable {
    var scores: [Float] = []
    var gradients: [[Float]] = []
  }

  /// Channels that fill blocks of 16, and channels that do not.
  static let widths = [[20, 50], [16, 32]]

  private func step(
    _ setup: Setup, widths: [Int], batch: Int = 9, handingRectifiersOn: Bool = false
  ) throws -> Step {
    let kernels = try makeKernels(setup, widths: widths)
    if handingRectifiersOn {
      for (kernel, next) in zip(kernels, kernels.dropFirst()) { kernel.handRectifier(to: next) }
    }
    var numbers = TestNumbers(seed: 11)
    for kernel in kernels {
      for parameter in kernel.parameters {
        try parameter.load(numbers.next(parameter.count, scale: 0.1).span)
      }
    }
    let input = Activation(batch: batch, shape: kernels[0].inputShape, layout: setup.layout)
    let pixels = numbers.next(input.storage.count).map { abs($0) }
    input.load(pixels.span, normalizedBy: Normalization(mean: [0.13], deviation: [0.31]))
    let outputs = kernels.map {
      Activation(batch: batch, shape: $0.outputShape, layout: $0.outputLayout)
    }
    let gradients = kernels.map {
      Activation(batch: batch, shape: $0.outputShape, layout: $0.outputLayout)
    }
    let inputs = [input] + outputs.dropLast()
    for (index, kernel) in kernels.enumerated() {
      try kernel.forward(inputs[index], into: outputs[index])
    }
    let scores = outputs[outputs.count - 1].rowMajorValues()
    let labels = (0..<batch).map { $0 % 10 }
    gradients[gradients.count - 1].storage.withMutableSpan { gradient in
      SoftmaxCrossEntropy.differentiate(
        scores.span, labels: labels.span, classCount: 10, into: &gradient)
    }
    for index in kernels.indices.reversed() {
      try kernels[index].backward(
        input: inputs[index], output: outputs[index], outputGradient: gradients[index],
        inputGradient: index == 0 ? nil : gradients[index - 1])
    }
    return Step(
      scores: scores, gradients: try kernels.flatMap { try $0.parameters.map { try $0.gradient() } }
    )
  }

  private func makeKernels(_ setup: Setup, widths: [Int]) throws -> [any LayerKernel] {
    let backend = try setup.make()
    var kernels: [any LayerKernel] = []
    var shape = ImageShape(channels: 1, height: 20, width: 20)
    for width in widths {
      let geometry = ConvolutionGeometry(input: shape, outputChannels: width, kernel: 5)
      kernels.append(
        try backend.convolution(geometry, layout: setup.layout, fusesReLU: true))
      kernels.append(
        try backend.pooling(
          PoolingGeometry(.maximum, input: geometry.output, kernel: 2, stride: 2),
          layout: setup.layout))
      shape = kernels[kernels.count - 1].outputShape
    }
    for (outputs, fuses) in [(40, true), (10, false)] {
      kernels.append(
        try backend.linear(
          input: shape, outputs: outputs, layout: setup.layout, fusesReLU: fuses))
      shape = kernels[kernels.count - 1].outputShape
    }
    return kernels
  }

  @Test(arguments: Setup.all, widths)
  func `backends and layouts agree`(setup: Setup, widths: [Int]) throws {
    let reference = try step(Setup(backend: .portable, layout: .rowMajor), widths: widths)
    let got = try step(setup, widths: widths)
    // Sums of up to 2,300 terms in another order.
    #expect(relativeGap(got.scores, reference.scores) < 1e-4)
    for (gradient, expected) in zip(got.gradients, reference.gradients) {
      #expect(relativeGap(gradient, expected) < 1e-4)
    }
  }

  @Test(arguments: Setup.all, widths)
  func `a rectifier's gradient has the same bits in the pooling behind`(
    setup: Setup, widths: [Int]
  ) throws {
    let apart = try step(setup, widths: widths)
    #expect(try step(setup, widths: widths, handingRectifiersOn: true) == apart)
  }

  @Test(arguments: Setup.all, widths)
  func `the same step twice gives the same bits`(setup: Setup, widths: [Int]) throws {
    #expect(try step(setup, widths: widths) == step(setup, widths: widths))
  }
}
