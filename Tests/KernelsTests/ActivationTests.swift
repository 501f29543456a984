import Kernels
import Tensors
import Testing

/// Layouts of activations.
@Suite struct ActivationTests {
  static let layouts = [ActivationLayout.rowMajor, .channelsLast, .blocked]

  @Test(arguments: layouts, [1, 3, 16, 32])
  func `values come back row-major and lie where offset says`(
    layout: ActivationLayout, channels: Int
  ) {
    let shape = ImageShape(channels: channels, height: 2, width: 3)
    let activation = Activation(batch: 2, shape: shape, layout: layout)
    let values = (0..<2 * shape.count).map { Float($0) }
    activation.load(rowMajor: values.span)
    #expect(activation.rowMajorValues() == values)
    for channel in 0..<channels {
      for pixel in 0..<6 {
        let offset = shape.count + activation.offset(channel: channel, pixel: pixel)
        let storage = activation.storage
        let stored = storage.span[offset]
        #expect(stored == Float(shape.count + channel * 6 + pixel))
      }
    }
  }

  @Test(arguments: layouts, [3, 16])
  func `pixels are shifted and scaled channel by channel`(
    layout: ActivationLayout, channels: Int
  ) {
    let shape = ImageShape(channels: channels, height: 2, width: 2)
    let normalization = Normalization(
      mean: (0..<channels).map { Float($0) / 8 },
      deviation: (0..<channels).map { Float($0 + 1) / 4 })
    let activation = Activation(batch: 2, shape: shape, layout: layout)
    var numbers = TestNumbers(seed: 7)
    let pixels = numbers.next(2 * shape.count)
    activation.load(pixels.span, normalizedBy: normalization)
    let expected = pixels.enumerated().map { index, pixel in
      let channel = index / 4 % channels
      return (pixel - normalization.mean[channel]) / normalization.deviation[channel]
    }
    #expect(activation.rowMajorValues() == expected)
  }
}
