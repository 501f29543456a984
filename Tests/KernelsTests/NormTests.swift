import Kernels
import Tensors
import Testing

/// What norms promise, on channels that fill blocks and channels that do not.
@Suite struct NormTests {
  static let shapes = [
    ImageShape(channels: 20, height: 5, width: 7), ImageShape(channels: 32, height: 9, width: 9),
    ImageShape(channels: 6, height: 1, width: 1),
  ]

  private func run(
    _ norm: Norm, _ setup: Setup, _ shape: ImageShape, batch: Int = 4, fusesReLU: Bool = false,
    purpose: PassPurpose = .training, buffers: [[Float]] = [],
    input: ((inout TestNumbers) -> [Float])? = nil
  ) throws -> LayerRun {
    let kernel = try setup.make().norm(
      norm, on: shape, layout: setup.layout, fusesReLU: fusesReLU)
    var numbers = TestNumbers(seed: 3)
    let values = numbers.next(batch * shape.count)
    let upstream = numbers.next(batch * shape.count)
    return try LayerRun(
      kernel, batch: batch, input: input.map { $0(&numbers) } ?? values, upstream: upstream,
      parameters: [
        Array(repeating: 1, count: shape.channels), Array(repeating: 0, count: shape.channels),
      ], buffers: buffers, purpose: purpose)
  }

  /// Mean and variance of the values at some positions.
  private func moments(_ values: [Float], _ isWanted: (Int) -> Bool) -> (Double, Double) {
    let wanted = values.indices.filter(isWanted).map { Double(values[$0]) }
    let mean = wanted.reduce(0, +) / Double(wanted.count)
    return (mean, wanted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(wanted.count))
  }

  @Test(arguments: Setup.all, shapes)
  func `in training each channel has mean 0 and variance 1`(setup: Setup, shape: ImageShape)
    throws
  {
    let area = shape.height * shape.width
    let run = try run(.batch, setup, shape)
    for channel in [0, shape.channels - 1] {
      let (mean, variance) = moments(run.output) { $0 / area % shape.channels == channel }
      #expect(abs(mean) < 1e-6)
      // ε is 1e-5 and the variance of the numbers 1/3, or less where there are only four.
      #expect(abs(variance - 1) < 1e-3)
    }
  }

  @Test(arguments: Setup.all)
  func `each group of each image has mean 0 and variance 1`(setup: Setup) throws {
    let shape = ImageShape(channels: 20, height: 5, width: 7)
    let run = try run(.group(5), setup, shape)
    for group in [0, 7, 19] {
      let (mean, variance) = moments(run.output) { $0 / 35 / 4 == group }
      #expect(abs(mean) < 1e-6)
      #expect(abs(variance - 1) < 1e-4)
    }
  }

  @Test(arguments: Setup.all, [Norm.batch, .group(2)])
  func `shifting and scaling what comes in changes nothing`(setup: Setup, norm: Norm) throws {
    let shape = ImageShape(channels: 32, height: 9, width: 9)
    let plain = try run(norm, setup, shape)
    let moved = try run(norm, setup, shape) { numbers in
      var first = TestNumbers(seed: 3)
      return first.next(4 * shape.count).map { 64 + 8 * $0 }
    }
    // Values near 64 are known to 4e-6, of a deviation of 4.6.
    #expect(relativeGap(moved.output, plain.output) < 1e-4)
    #expect(relativeGap(moved.inputGradient.map { 8 * $0 }, plain.inputGradient) < 1e-3)
  }

  @Test(arguments: Setup.all, shapes)
  func `layouts and backends agree`(setup: Setup, shape: ImageShape) throws {
    let plain = Setup(backend: .portable, layout: .rowMajor)
    for norm in [Norm.batch, .group(2)] {
      for fusesReLU in [false, true] {
        let expected = try run(norm, plain, shape, fusesReLU: fusesReLU)
        let got = try run(norm, setup, shape, fusesReLU: fusesReLU)
        // Sums are in double, so their order shows only where they are rounded to floats.
        #expect(relativeGap(got.output, expected.output) < 1e-6)
        #expect(relativeGap(got.inputGradient, expected.inputGradient) < 1e-5)
        for (gradient, other) in zip(got.parameterGradients, expected.parameterGradients) {
          #expect(relativeGap(gradient, other) < 1e-6)
        }
        for (buffer, other) in zip(got.buffers, expected.buffers) {
          #expect(relativeGap(buffer, other) < 1e-6)
        }
      }
    }
  }

  @Test(arguments: Setup.all)
  func `evaluation takes the running statistics and leaves them alone`(setup: Setup) throws {
    let shape = ImageShape(channels: 2, height: 1, width: 2)
    let run = try run(
      .batch, setup, shape, batch: 1, purpose: .evaluation, buffers: [[1, -1], [4 - 1e-5, 0.25]],
      input: { _ in [3, 5, -1, 0] })
    #expect(zip(run.output, [1, 2, 0, 2]).allSatisfy { abs($0 - $1) < 1e-4 })
    #expect(run.buffers == [[1, -1], [4 - 1e-5, 0.25]])
  }

  @Test(arguments: Setup.all)
  func `a batch of one value teaches no variance and gives no nonsense`(setup: Setup) throws {
    let run = try run(
      .batch, setup, ImageShape(channels: 1, height: 1, width: 1), batch: 1, input: { _ in [3] })
    #expect(run.output == [0])
    #expect(zip(run.buffers, [0.3, 0.9]).allSatisfy { abs($0[0] - $1) < 1e-6 })
  }

  @Test(arguments: Setup.all)
  func `what is not a number stays visible`(setup: Setup) throws {
    let shape = ImageShape(channels: 16, height: 2, width: 2)
    let run = try run(.group(16), setup, shape, fusesReLU: true) { numbers in
      var values = numbers.next(4 * shape.count)
      values[5] = .nan
      return values
    }
    #expect(run.output[4...7].allSatisfy { $0.isNaN })
    #expect(!run.output[8...].contains { $0.isNaN })
  }

  @Test(arguments: Setup.all)
  func `groups that do not divide the channels are refused`(setup: Setup) throws {
    let backend = try setup.make()
    for groups in [0, 3, 17] {
      #expect(throws: KernelError.self) {
        try backend.norm(
          .group(groups), on: ImageShape(channels: 16, height: 2, width: 2), layout: setup.layout,
          fusesReLU: false)
      }
    }
  }
}
