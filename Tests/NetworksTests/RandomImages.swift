import Randomness
import Tensors

/// Images of noise with random labels, in memory.
struct RandomImages: LabeledImages {
  let shape: ImageShape
  let classCount: Int
  private let pixels: [Float]
  private let labels: [Int]

  init(_ count: Int, _ shape: ImageShape, classCount: Int = 10, seed: UInt64 = 1) {
    self.shape = shape
    self.classCount = classCount
    var random = RandomStream(seed: seed).stream(for: "pixels")
    pixels = (0..<count * shape.count).map { _ in Float(random.uniform()) }
    var choice = RandomStream(seed: seed).stream(for: "labels")
    labels = (0..<count).map { _ in choice.integer(below: classCount) }
  }

  var count: Int { labels.count }

  func label(at index: Int) -> Int { labels[index] }

  func read(_ index: Int, into pixels: inout MutableSpan<Float>) {
    for offset in 0..<shape.count {
      pixels[offset] = self.pixels[index * shape.count + offset]
    }
  }
}
