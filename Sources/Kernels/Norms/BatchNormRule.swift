/// Every channel by its mean and variance over the batch; in evaluation by the running ones.
///
/// The batch's variance is divided by the number of values, the running one by one less. After each
/// forward pass of training `running = 0.9 · running + 0.1 · batch`, as PyTorch does by default. A
/// count of batches is not kept: nothing needs it while the momentum is fixed.
/// Source: Ioffe and Szegedy, ICML 2015, arXiv:1502.03167.
final class BatchNormRule: NormRule {
  /// The share of the last batch in the running statistics.
  private static let momentum = 0.1

  private let channels: Int
  /// The number of values of a channel of one image.
  private let area: Int
  private let runningMean: AlignedBuffer
  private let runningVariance: AlignedBuffer

  var isPerImage: Bool { false }
  var buffers: [AlignedBuffer] { [runningMean, runningVariance] }

  init(channels: Int, area: Int) {
    self.channels = channels
    self.area = area
    runningMean = AlignedBuffer(count: channels)
    runningVariance = AlignedBuffer(count: channels)
    runningVariance.fill(1)
  }

  func needsSums(for purpose: PassPurpose) -> Bool { purpose == .training }

  func prepareForward(
    _ statistics: inout NormStatistics, batch: Int, scale: AlignedBuffer, shift: AlignedBuffer,
    for purpose: PassPurpose
  ) {
    let count = Double(batch * area)
    for channel in 0..<channels {
      if purpose == .training {
        let mean = statistics.sums[channel] / count
        let variance = max(0, statistics.products[channel] / count - mean * mean)
        statistics.normalize(
          channel, mean: mean, variance: variance, scale: scale[channel],
          shift: shift[channel])
        Self.move(runningMean, to: mean, at: channel)
        // One value alone has no unbiased variance; its variance is 0 either way.
        Self.move(runningVariance, to: variance * count / max(1, count - 1), at: channel)
      } else {
        statistics.normalize(
          channel, mean: Double(runningMean[channel]),
          variance: Double(runningVariance[channel]), scale: scale[channel],
          shift: shift[channel])
      }
    }
  }

  func prepareBackward(
    _ statistics: inout NormStatistics, batch: Int, scale: PortableParameter,
    shift: PortableParameter, for purpose: PassPurpose
  ) {
    // In evaluation the statistics do not depend on the input.
    let share = purpose == .training ? 1 / Double(batch * area) : 0
    for channel in 0..<channels {
      let inverse = statistics.inverseDeviations[channel]
      let factor = -Double(scale.storage[channel]) * inverse * share
      let (sum, product) = (statistics.sums[channel], statistics.products[channel])
      statistics.slope[channel] = Float(factor * inverse * inverse * product)
      statistics.offset[channel] = Float(factor * sum)
      scale.gradientStorage[channel] = Float(product * inverse)
      shift.gradientStorage[channel] = Float(sum)
    }
  }

  private static func move(_ running: AlignedBuffer, to value: Double, at channel: Int) {
    let old = Double(running[channel])
    running[channel] = Float((1 - momentum) * old + momentum * value)
  }
}
