import Kernels
import Randomness
import Tensors

/// Inverted dropout: kept values grow by 1 / (1 − rate), so that evaluation leaves them alone.
///
/// The mask is drawn image by image in CHW order, whatever the layout, so that backends agree.
/// Source: Srivastava et al., JMLR 15, 2014.
final class DropoutKernel: LayerKernel {
  let inputShape: ImageShape
  let inputLayout: ActivationLayout
  /// Where masks come from while training; `nil` lets everything through.
  var stream: RandomStream?
  private let rate: Double
  /// What each value of the last batch was multiplied with, in the activation's layout.
  private var factors: [Float] = []

  init(_ shape: ImageShape, rate: Double, layout: ActivationLayout) {
    inputShape = shape
    inputLayout = layout
    self.rate = rate
  }

  var outputShape: ImageShape { inputShape }
  var outputLayout: ActivationLayout { inputLayout }
  var parameters: [any KernelParameter] { [] }

  func forward(_ input: Activation, into output: Activation) throws(KernelError) {
    drawFactors(like: input)
    multiply(input, into: output)
  }

  func backward(
    input: Activation, output: Activation, outputGradient: Activation, inputGradient: Activation?
  ) throws(KernelError) {
    guard let inputGradient else { return }
    multiply(outputGradient, into: inputGradient)
  }

  // MARK: - Details

  private func drawFactors(like input: Activation) {
    let count = input.storage.count
    if factors.count != count { factors = Array(repeating: 1, count: count) }
    guard var stream else {
      for index in factors.indices { factors[index] = 1 }
      return
    }
    let kept = Float(1 / (1 - rate))
    let area = inputShape.height * inputShape.width
    for image in 0..<input.batch {
      for channel in 0..<inputShape.channels {
        for pixel in 0..<area {
          let offset = input.offset(channel: channel, pixel: pixel)
          factors[image * inputShape.count + offset] = stream.uniform() < rate ? 0 : kept
        }
      }
    }
  }

  private func multiply(_ source: Activation, into target: Activation) {
    let source = source.storage
    let factors = factors
    target.storage.withMutableSpan { target in
      let values = source.span
      for index in target.indices { target[index] = values[index] * factors[index] }
    }
  }
}
