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

  @Test(arguments: layouts, [1, 3])
  func `images as bytes become what their pixels become, wherever they are put`(
    layout: ActivationLayout, channels: Int
  ) {
    let shape = ImageShape(channels: channels, height: 5, width: 4)
    let normalization = Normalization(
      mean: (0..<channels).map { 0.1307 + Float($0) / 8 },
      deviation: (0..<channels).map { 0.3081 + Float($0) / 16 })
    let table = PixelTable(normalization)
    let bytes = (0..<shape.count).map { UInt8(truncatingIfNeeded: $0 * 37 + 5) }
    let placements = [
      ImagePlacement.asIs, ImagePlacement(isMirrored: true), ImagePlacement(down: 2, right: -1),
      ImagePlacement(down: -1, right: 3, isMirrored: true), ImagePlacement(down: 5),
      ImagePlacement(right: -4), ImagePlacement(right: 9), ImagePlacement(down: -7, right: -9),
    ]
    let (fast, slow) = (
      Activation(batch: placements.count, shape: shape, layout: layout),
      Activation(batch: placements.count, shape: shape, layout: layout)
    )
    for (image, placement) in placements.enumerated() {
      fast.load(bytes.span, asImage: image, through: table, placed: placement)
      var pixels = bytes.map { Float($0) / 255 }
      var span = pixels.mutableSpan
      placement.apply(to: &span, shape: shape)
      slow.load(pixels.span, asImage: image, normalizedBy: normalization)
    }
    #expect(fast.rowMajorValues() == slow.rowMajorValues())
  }

  @Test func `an activation can lie at the start of another's memory`() {
    let shape = ImageShape(channels: 2, height: 1, width: 1)
    let memory = AlignedBuffer(count: 8)
    let large = Activation(batch: 4, shape: shape, layout: .rowMajor, sharing: memory)
    let small = Activation(batch: 1, shape: shape, layout: .rowMajor, sharing: memory)
    let values: [Float] = [1, 2, 3, 4, 5, 6, 7, 8]
    large.load(rowMajor: values.span)
    #expect(small.rowMajorValues() == [1, 2])
  }
}
