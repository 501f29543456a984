import Kernels
import Tensors

/// The most arithmetic that one core of this machine was seen to do.
///
/// The best of a loop of multiplications and additions in registers and, where it is there, oneDNN's
/// convolutions and products of sizes that stay in the cache. Measured, not read from a data sheet:
/// clocks and neighbors differ from minute to minute.
struct ComputePeak: Sendable {
  /// Billions of floating-point operations a second.
  let gflops: Double
  /// What reached them.
  let source: String

  /// Measures for a second or less.
  ///
  /// - Throws: `KernelError`.
  static func measure() throws(KernelError) -> ComputePeak {
    var best = loop()
    guard Backends.available.contains(.oneDNN) else { return best }
    let backend = try Backends.make(.oneDNN)
    for layout in backend.layouts {
      for geometry in geometries {
        let kernel = try backend.convolution(geometry, layout: layout, fusesReLU: false)
        let weights = geometry.input.channels * geometry.kernel * geometry.kernel
        best.replaceIfSlower(
          than: try gflops(of: kernel, multiplyAdds: geometry.output.count * weights),
          source: "a oneDNN convolution in the cache")
      }
    }
    let product = try backend.linear(
      input: ImageShape(channels: 512, height: 1, width: 1), outputs: 512, layout: .rowMajor,
      fusesReLU: false)
    best.replaceIfSlower(
      than: try gflops(of: product, multiplyAdds: 512 * 512),
      source: "a oneDNN product in the cache")
    return best
  }

  // MARK: - Details

  private static let repeatCount = 5

  /// Small enough for the second-level cache with all that they read and write; 5×5, since 3×3 may be
  /// done with fewer multiplications than are counted.
  private static let geometries = [32, 64].map { channels in
    ConvolutionGeometry(
      input: ImageShape(channels: channels, height: 14, width: 14), outputChannels: channels,
      kernel: 5, padding: 2)
  }

  private static func loop() -> ComputePeak {
    var operations = 0.0
    let seconds = fastest { operations = MachineLoops.multiplyAdd(rounds: 1 << 20).operations }
    return ComputePeak(
      gflops: operations / seconds / 1e9, source: "a loop that multiplies and adds in registers")
  }

  private static func gflops(
    of kernel: any LayerKernel, multiplyAdds: Int
  ) throws(KernelError) -> Double {
    let batch = 16
    let input = Activation(batch: batch, shape: kernel.inputShape, layout: kernel.inputLayout)
    let output = Activation(batch: batch, shape: kernel.outputShape, layout: kernel.outputLayout)
    input.storage.fill(0.5)
    let seconds = try fastest { () throws(KernelError) in
      for _ in 0..<20 { try kernel.forward(input, into: output) }
    }
    return 2 * Double(multiplyAdds) * Double(batch) * 20 / seconds / 1e9
  }

  /// A limit is what was reached once, so the fastest call counts.
  private static func fastest<Failure: Error>(
    _ body: () throws(Failure) -> Void
  ) throws(Failure) -> Double {
    try body()
    var best = Double.infinity
    for _ in 0..<repeatCount { best = min(best, try Timing.seconds(body)) }
    return best
  }

  private mutating func replaceIfSlower(than gflops: Double, source: String) {
    if gflops > self.gflops { self = ComputePeak(gflops: gflops, source: source) }
  }
}
