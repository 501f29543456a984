import Randomness
import Tensors

/// Images of noise with random labels: the time of a step does not depend on what is on them.
struct NoiseImages: LabeledImages {
  let shape: ImageShape
  let classCount = 10
  private let pixels: [Float]
  private let labels: [Int]

  init(_ count: Int, _ shape: ImageShape) {
    self.shape = shape
    let root = RandomStream(seed: 1)
    var shades = root.stream(for: "pixels")
    pixels = (0..<count * shape.count).map { _ in Float(shades.uniform()) }
    var choice = root.stream(for: "labels")
    labels = (0..<count).map { _ in choice.integer(below: 10) }
  }

  var count: Int { labels.count }

  func label(at index: Int) -> Int { labels[index] }

  func read(_ index: Int, into pixels: inout MutableSpan<Float>) {
    let start = index * shape.count
    for offset in 0..<shape.count { pixels[offset] = self.pixels[start + offset] }
  }
}
