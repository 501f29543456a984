/// Groups of neighboring channels by their mean and variance over the pixels of one image.
///
/// It looks at no other image, so training and evaluation are alike and nothing is kept.
/// Source: Wu and He, ECCV 2018, arXiv:1803.08494.
final class GroupNormRule: NormRule {
  private let channels: Int
  private let groupCount: Int
  /// The number of values of a channel of one image.
  private let area: Int

  var isPerImage: Bool { true }
  var buffers: [AlignedBuffer] { [] }

  init(channels: Int, groupCount: Int, area: Int) {
    self.channels = channels
    self.groupCount = groupCount
    self.area = area
  }

  func needsSums(for purpose: PassPurpose) -> Bool { true }

  func prepareForward(
    _ statistics: inout NormStatistics, batch: Int, scale: AlignedBuffer, shift: AlignedBuffer,
    for purpose: PassPurpose
  ) {
    forEachGroup(batch) { places, count in
      var (sum, square) = (0.0, 0.0)
      for place in places {
        sum += statistics.sums[place]
        square += statistics.products[place]
      }
      let mean = sum / count
      for place in places {
        statistics.normalize(
          place, mean: mean, variance: square / count - mean * mean,
          scale: scale[place % channels], shift: shift[place % channels])
      }
    }
  }

  func prepareBackward(
    _ statistics: inout NormStatistics, batch: Int, scale: PortableParameter,
    shift: PortableParameter, for purpose: PassPurpose
  ) {
    let scales = scale.storage
    forEachGroup(batch) { places, count in
      var (sum, product) = (0.0, 0.0)
      for place in places {
        let weight = Double(scales[place % channels])
        sum += weight * statistics.sums[place]
        product += weight * statistics.products[place]
      }
      for place in places {
        let inverse = statistics.inverseDeviations[place]
        statistics.slope[place] = Float(-inverse * inverse * inverse * product / count)
        statistics.offset[place] = Float(-inverse * sum / count)
      }
    }
    for channel in 0..<channels {
      var (sum, product) = (0.0, 0.0)
      for place in stride(from: channel, to: batch * channels, by: channels) {
        sum += statistics.sums[place]
        product += statistics.products[place] * statistics.inverseDeviations[place]
      }
      scale.gradientStorage[channel] = Float(product)
      shift.gradientStorage[channel] = Float(sum)
    }
  }

  /// The places of each group of each image, with the number of values in it.
  private func forEachGroup(_ batch: Int, _ body: (Range<Int>, Double) -> Void) {
    let width = channels / groupCount
    for group in 0..<batch * groupCount {
      body(group * width..<(group + 1) * width, Double(width * area))
    }
  }
}
