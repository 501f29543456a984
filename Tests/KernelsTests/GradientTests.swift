import Kernels
import Tensors
import Testing

/// Gradients against finite differences of the forward pass, on awkward sizes.
@Suite struct GradientTests {
  /// A layer to differentiate.
  enum Subject: String, CaseIterable, Sendable {
    case convolution, padded, strided, fullBlocks, withoutBias, winograd, linear, linearOnVector
    case averageOverlap, maximum, globalAverage, batchNorm, groupNorm, rectifiedNorm
    case residualIdentity, residualProjection, residualGroupNorm

    func make(_ setup: Setup) throws -> any LayerKernel {
      let backend = try setup.make()
      let image = ImageShape(channels: 3, height: 7, width: 6)
      switch self {
      case .convolution:
        return try backend.convolution(
          ConvolutionGeometry(input: image, outputChannels: 5, kernel: 3), layout: setup.layout,
          fusesReLU: false)
      case .padded:
        return try backend.convolution(
          ConvolutionGeometry(input: image, outputChannels: 17, kernel: 5, padding: 2),
          layout: setup.layout, fusesReLU: false)
      case .strided:
        return try backend.convolution(
          ConvolutionGeometry(input: image, outputChannels: 2, kernel: 3, stride: 2, padding: 1),
          layout: setup.layout, fusesReLU: false)
      case .fullBlocks:
        return try backend.convolution(
          ConvolutionGeometry(
            input: ImageShape(channels: 16, height: 5, width: 5), outputChannels: 32, kernel: 3,
            padding: 1), layout: setup.layout, fusesReLU: false)
      case .withoutBias:
        return try backend.convolution(
          ConvolutionGeometry(input: image, outputChannels: 5, kernel: 1, stride: 2),
          hasBias: false, layout: setup.layout, fusesReLU: false)
      case .winograd:
        return try backend.convolution(
          ConvolutionGeometry(
            input: ImageShape(channels: 32, height: 6, width: 7), outputChannels: 48, kernel: 3,
            padding: 1), hasBias: false, layout: setup.layout, fusesReLU: false)
      case .globalAverage:
        return backend.globalAveragePooling(image, layout: setup.layout)
      case .batchNorm:
        return try backend.norm(.batch, on: image, layout: setup.layout, fusesReLU: false)
      case .groupNorm:
        return try backend.norm(
          .group(3), on: ImageShape(channels: 18, height: 4, width: 3), layout: setup.layout,
          fusesReLU: false)
      case .rectifiedNorm:
        return try backend.norm(
          .batch, on: ImageShape(channels: 32, height: 3, width: 3), layout: setup.layout,
          fusesReLU: true)
      case .residualIdentity:
        return try backend.residualBlock(
          ResidualGeometry(
            input: ImageShape(channels: 16, height: 4, width: 5), outputChannels: 16),
          layout: setup.layout)
      case .residualProjection:
        return try backend.residualBlock(
          ResidualGeometry(input: image, outputChannels: 6, stride: 2), layout: setup.layout)
      case .residualGroupNorm:
        return try backend.residualBlock(
          ResidualGeometry(
            input: ImageShape(channels: 4, height: 5, width: 5), outputChannels: 4,
            norm: .group(2)),
          layout: setup.layout)
      case .linear:
        return try backend.linear(
          input: image, outputs: 7, layout: setup.layout, fusesReLU: false)
      case .linearOnVector:
        return try backend.linear(
          input: ImageShape(channels: 19, height: 1, width: 1), outputs: 10, layout: setup.layout,
          fusesReLU: false)
      case .averageOverlap:
        return try backend.pooling(
          PoolingGeometry(.average, input: image, kernel: 3, stride: 2), layout: setup.layout)
      case .maximum:
        return try backend.pooling(
          PoolingGeometry(.maximum, input: image, kernel: 3, stride: 2), layout: setup.layout)
      }
    }

    /// How far to go from a value, and how far the slope may be from the gradient.
    ///
    /// Layers that are linear in each of their values allow a large step, so that only rounding is
    /// left; maxima and rectifiers have kinks, norms are curved.
    var steps: (size: Float, tolerance: Double) {
      switch self {
      case .maximum: (1e-3, 5e-3)
      case .batchNorm, .groupNorm: (1e-2, 5e-3)
      case .rectifiedNorm: (5e-4, 3e-2)
      case .residualIdentity, .residualProjection, .residualGroupNorm: (5e-4, 6e-2)
      default: (0.25, 2e-4)
      }
    }
  }

  @Test(arguments: Setup.all, Subject.allCases)
  func `gradients are the slopes of the forward pass`(setup: Setup, subject: Subject) throws {
    let kernel = try subject.make(setup)
    let batch = 3
    var numbers = TestNumbers(seed: 5)
    let input = numbers.next(batch * kernel.inputShape.count)
    let upstream = numbers.next(batch * kernel.outputShape.count)
    let parameters = kernel.parameters.map { numbers.next($0.count, scale: 0.5) }
    let run = try LayerRun(
      kernel, batch: batch, input: input, upstream: upstream, parameters: parameters,
      purpose: .training)

    func loss(_ input: [Float], _ parameters: [[Float]]) throws -> Double {
      let output = try LayerRun(
        kernel, batch: batch, input: input, upstream: upstream, parameters: parameters,
        purpose: .training
      ).output
      return zip(output, upstream).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    /// Central differences.
    func check(_ gradient: [Float], _ shifted: (Int, Float) throws -> Double) throws {
      for index in stride(from: 0, to: gradient.count, by: max(1, gradient.count / 12)) {
        let (step, tolerance) = subject.steps
        let slope = (try shifted(index, step) - shifted(index, -step)) / Double(2 * step)
        // A kink within the step changes a slope by a share of it.
        let allowed = tolerance * max(1, abs(slope))
        #expect(abs(slope - Double(gradient[index])) < allowed, "\(index)")
      }
    }
    try check(run.inputGradient) { index, step in
      var changed = input
      changed[index] += step
      return try loss(changed, parameters)
    }
    for (tensor, gradient) in run.parameterGradients.enumerated() {
      try check(gradient) { index, step in
        var changed = parameters
        changed[tensor][index] += step
        return try loss(input, changed)
      }
    }
  }

  @Test(arguments: Setup.all)
  func `a fused rectifier stops gradients where the output is not positive`(setup: Setup) throws {
    let backend = try setup.make()
    let shape = ImageShape(channels: 16, height: 6, width: 6)
    let geometry = ConvolutionGeometry(input: shape, outputChannels: 16, kernel: 3)
    let plain = try backend.convolution(geometry, layout: setup.layout, fusesReLU: false)
    let fused = try backend.convolution(geometry, layout: setup.layout, fusesReLU: true)
    var numbers = TestNumbers(seed: 9)
    let input = numbers.next(2 * shape.count)
    let parameters = plain.parameters.map { numbers.next($0.count) }
    let upstream = numbers.next(2 * plain.outputShape.count)
    let open = try LayerRun(
      plain, batch: 2, input: input, upstream: upstream, parameters: parameters)
    let masked = zip(upstream, open.output).map { $1 > 0 ? $0 : 0 }
    let expected = try LayerRun(
      plain, batch: 2, input: input, upstream: masked, parameters: parameters)
    let got = try LayerRun(
      fused, batch: 2, input: input, upstream: upstream, parameters: parameters)
    #expect(got.output == open.output.map { $0 > 0 ? $0 : 0 })
    #expect(got.output.contains(0))
    #expect(got.inputGradient == expected.inputGradient)
    #expect(got.parameterGradients == expected.parameterGradients)
  }
}
