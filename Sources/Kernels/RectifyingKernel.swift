/// A kernel with a rectifier behind it, if it fuses one.
protocol RectifyingKernel: LayerKernel {
  var fusesReLU: Bool { get }
  /// Whether the gradient by the output comes with 0 where the rectifier lets nothing through.
  var handsRectifierOn: Bool { get set }
}

extension LayerKernel {
  /// Leaves the gradient of a fused rectifier to the kernel behind, where that has it for nothing.
  ///
  /// A maximum behind a rectifier is positive exactly where the rectifier lets its gradient through,
  /// and there are a quarter as many maxima as values where windows are 2 × 2. The bits are the same.
  ///
  /// - Parameter next: the kernel that takes this one's output, and nothing else; from now on both
  ///   work only together.
  package func handRectifier(to next: any LayerKernel) {
    guard let kernel = self as? any RectifyingKernel, kernel.fusesReLU,
      let pooling = next as? MaximumPooling
    else { return }
    kernel.handsRectifierOn = true
    pooling.isBehindRectifier = true
  }
}
