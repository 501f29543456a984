import Networks
import Tensors
import Testing

struct ImageBatchTests {
  private let images = RandomImages(9, ImageShape(channels: 2, height: 3, width: 2))

  private func pixels(of index: Int) -> [Float] {
    var pixels = [Float](repeating: -1, count: images.shape.count)
    var span = pixels.mutableSpan
    images.read(index, into: &span)
    return pixels
  }

  @Test func `images stand in the order asked for`() {
    let batch = ImageBatch.gather(images, [5, 0, 5])
    #expect(batch.count == 3 && batch.shape == images.shape)
    #expect(batch.labels == [5, 0, 5].map(images.label))
    #expect(batch.pixels == [5, 0, 5].flatMap(pixels))
    #expect(Array(batch.pixels[batch.range(of: 1)]) == pixels(of: 0))
  }

  @Test func `a batch can shrink and grow`() {
    var batch = ImageBatch(shape: images.shape)
    for indices in [[3, 4, 5, 6], [8], [], [0, 1, 2]] {
      batch.replace(with: images, indices)
      #expect(batch == .gather(images, indices))
    }
  }
}
