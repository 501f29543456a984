import Kernels
import Tensors
import Testing

/// Residual blocks as wholes, and the fast convolutions inside them.
@Suite struct ResidualBlockTests {
  static let blocks = [
    ResidualGeometry(input: ImageShape(channels: 64, height: 7, width: 7), outputChannels: 64),
    ResidualGeometry(
      input: ImageShape(channels: 32, height: 8, width: 8), outputChannels: 64, stride: 2),
    ResidualGeometry(
      input: ImageShape(channels: 20, height: 6, width: 5), outputChannels: 24,
      norm: .group(4)),
  ]

  private func run(_ setup: Setup, _ geometry: ResidualGeometry, batch: Int = 5) throws -> LayerRun
  {
    let kernel = try setup.make().residualBlock(geometry, layout: setup.layout)
    var numbers = TestNumbers(seed: 7)
    return try LayerRun(
      kernel, batch: batch, input: numbers.next(batch * kernel.inputShape.count),
      upstream: numbers.next(batch * kernel.outputShape.count),
      parameters: kernel.parameters.map { numbers.next($0.count, scale: 0.3) }, purpose: .training)
  }

  @Test(arguments: Setup.all, blocks)
  func `layouts and backends agree`(setup: Setup, geometry: ResidualGeometry) throws {
    let expected = try run(Setup(backend: .portable, layout: .rowMajor), geometry)
    let got = try run(setup, geometry)
    // Two convolutions of up to 576 terms and their norms; a rectifier may flip within rounding.
    #expect(relativeGap(got.output, expected.output) < 1e-4)
    #expect(relativeGap(got.inputGradient, expected.inputGradient) < 1e-3)
    for (gradient, other) in zip(got.parameterGradients, expected.parameterGradients) {
      #expect(relativeGap(gradient, other) < 1e-3)
    }
    for (buffer, other) in zip(got.buffers, expected.buffers) {
      #expect(relativeGap(buffer, other) < 1e-5)
    }
  }

  @Test(arguments: Setup.all, blocks)
  func `the same step twice gives the same bits, as the first block or a later one`(
    setup: Setup, geometry: ResidualGeometry
  ) throws {
    let (first, second) = (try run(setup, geometry), try run(setup, geometry))
    #expect(first.output == second.output)
    #expect(first.inputGradient == second.inputGradient)
    #expect(first.parameterGradients == second.parameterGradients)
    // Without a gradient by the input the others are the same.
    let kernel = try setup.make().residualBlock(geometry, layout: setup.layout)
    #expect(try gradientsAlone(kernel) == second.parameterGradients)
  }

  private func gradientsAlone(_ kernel: any LayerKernel) throws -> [[Float]] {
    var numbers = TestNumbers(seed: 7)
    let input = Activation(batch: 5, shape: kernel.inputShape, layout: kernel.inputLayout)
    let output = Activation(batch: 5, shape: kernel.outputShape, layout: kernel.outputLayout)
    let gradient = Activation(batch: 5, shape: kernel.outputShape, layout: kernel.outputLayout)
    input.load(rowMajor: numbers.next(input.storage.count).span)
    gradient.load(rowMajor: numbers.next(output.storage.count).span)
    for parameter in kernel.parameters {
      try parameter.load(numbers.next(parameter.count, scale: 0.3).span)
    }
    kernel.prepare(for: .training)
    try kernel.forward(input, into: output)
    try kernel.backward(
      input: input, output: output, outputGradient: gradient, inputGradient: nil)
    return try kernel.parameters.map { try $0.gradient() }
  }

  @Test(arguments: Setup.all, [(1, 32, 4), (2, 48, 7), (33, 32, 5), (3, 64, 14)])
  func `convolutions of 3 by 3 agree on all batches and sizes`(
    setup: Setup, sizes: (batch: Int, channels: Int, side: Int)
  ) throws {
    let geometry = ConvolutionGeometry(
      input: ImageShape(channels: sizes.channels, height: sizes.side, width: sizes.side + 1),
      outputChannels: 32, kernel: 3, padding: 1)
    func run(_ setup: Setup) throws -> LayerRun {
      let kernel = try setup.make().convolution(geometry, layout: setup.layout, fusesReLU: true)
      var numbers = TestNumbers(seed: 4)
      return try LayerRun(
        kernel, batch: sizes.batch, input: numbers.next(sizes.batch * kernel.inputShape.count),
        upstream: numbers.next(sizes.batch * kernel.outputShape.count),
        parameters: kernel.parameters.map { numbers.next($0.count, scale: 0.1) })
    }
    let expected = try run(Setup(backend: .portable, layout: .rowMajor))
    let got = try run(setup)
    #expect(relativeGap(got.output, expected.output) < 1e-5)
    // A rectifier may flip within rounding.
    #expect(relativeGap(got.inputGradient, expected.inputGradient) < 1e-3)
    for (gradient, other) in zip(got.parameterGradients, expected.parameterGradients) {
      #expect(relativeGap(gradient, other) < 1e-3)
    }
  }

  @Test(arguments: Setup.all)
  func `kernels that share scratch memory compute as those that do not`(setup: Setup) throws {
    let geometry = Self.blocks[1]
    let alone = try run(setup, geometry)
    let backend = try setup.make()
    let (small, large) = (
      try backend.residualBlock(Self.blocks[0], layout: setup.layout),
      try backend.residualBlock(geometry, layout: setup.layout)
    )
    let workspace = KernelWorkspace()
    for kernel in [small, large] { kernel.share(workspace) }
    for _ in 0..<2 {
      for kernel in [large, small] {
        var numbers = TestNumbers(seed: 7)
        let run = try LayerRun(
          kernel, batch: 5, input: numbers.next(5 * kernel.inputShape.count),
          upstream: numbers.next(5 * kernel.outputShape.count),
          parameters: kernel.parameters.map { numbers.next($0.count, scale: 0.3) },
          purpose: .training)
        if kernel === large { #expect(run.output == alone.output) }
      }
    }
  }
}
