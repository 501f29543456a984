import Kernels
import Tensors
import Testing

/// Pooling in all layouts, on sizes that windows do not cover.
@Suite struct PoolingTests {
  /// Windows that cover the image, leave a border, leave gaps, and overlap.
  static let windows = [(2, 2), (3, 3), (2, 3), (3, 2), (3, 1)]
  static let layouts = [ActivationLayout.rowMajor, .channelsLast, .blocked]

  @Test(arguments: layouts, windows)
  func `maxima and their gradients are the plain loop's`(
    layout: ActivationLayout, window: (kernel: Int, stride: Int)
  ) throws {
    for channels in [1, 3, 16, 20, 32] {
      let shape = ImageShape(channels: channels, height: 8, width: 7)
      let geometry = PoolingGeometry(
        .maximum, input: shape, kernel: window.kernel, stride: window.stride)
      let kernel =
        try Backends.make().layouts.contains(layout)
        ? Backends.make().pooling(geometry, layout: layout)
        : PortableBackend().pooling(geometry, layout: .rowMajor)
      var numbers = TestNumbers(seed: 8)
      // Few distinct values, so that there are ties.
      let input = numbers.next(2 * shape.count).map { ($0 * 2).rounded() }
      let upstream = numbers.next(2 * geometry.output.count)
      let run = try LayerRun(kernel, batch: 2, input: input, upstream: upstream)
      let expected = plain(geometry, input, upstream)
      #expect(run.output == expected.output)
      // Where windows overlap, a pixel adds its windows up in their order in every layout.
      #expect(relativeGap(run.inputGradient, expected.gradient) < 1e-6)
    }
  }

  private func plain(
    _ geometry: PoolingGeometry, _ input: [Float], _ upstream: [Float]
  ) -> (output: [Float], gradient: [Float]) {
    let (shape, result) = (geometry.input, geometry.output)
    var output: [Float] = []
    var gradient = Array(repeating: Float(0), count: input.count)
    for plane in 0..<input.count / (shape.height * shape.width) {
      for row in 0..<result.height {
        for column in 0..<result.width {
          let places = (0..<geometry.kernel * geometry.kernel).map { tap in
            (plane * shape.height + row * geometry.stride + tap / geometry.kernel) * shape.width
              + column * geometry.stride + tap % geometry.kernel
          }
          let winner = places.reduce(places[0]) { input[$1] > input[$0] ? $1 : $0 }
          gradient[winner] += upstream[output.count]
          output.append(input[winner])
        }
      }
    }
    return (output, gradient)
  }

  @Test(arguments: Setup.all)
  func `what is not a number stays visible`(setup: Setup) throws {
    let shape = ImageShape(channels: 1, height: 2, width: 2)
    let kernel = try setup.make().pooling(
      PoolingGeometry(.maximum, input: shape, kernel: 2, stride: 2), layout: setup.layout)
    let run = try LayerRun(kernel, batch: 1, input: [1, .nan, 3, 2], upstream: [1])
    #expect(run.output[0].isNaN)
  }
}
