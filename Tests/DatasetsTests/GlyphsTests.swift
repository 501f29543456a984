import Digests
import Randomness
import Tensors
import Testing

@testable import Datasets

@Suite struct GlyphsTests {
  private func images(_ split: String = "train", count: Int = 50, seed: UInt64 = 1) -> GlyphImages {
    GlyphImages(split: split, count: count, random: RandomStream(seed: seed))
  }

  @Test func `every processor draws the same bytes`() {
    let set = images(count: 200)
    var digest = SHA256Digest()
    for index in 0..<200 { digest.update(set.image(index).map { UInt8(($0 * 255).rounded()) }) }
    #expect(
      digest.finishHexadecimal()
        == "e9baa3c89d31167af249440fe20d04c526a06189af93c2b824941430d3e4690d")
    #expect(set.labels.prefix(10) == [3, 2, 4, 9, 5, 7, 1, 8, 0, 6])
  }

  @Test func `an image depends on seed, split and position alone`() {
    let forward = images()
    let few = images(count: 10)
    let backward = images()
    let last = (0..<50).reversed().map { backward.image($0) }
    #expect((0..<50).map { forward.image($0) } == last.reversed())
    #expect((0..<10).map { few.image($0) } == (0..<10).map { forward.image($0) })
    #expect(few.labels == Array(forward.labels.prefix(10)))
    #expect(images("test").image(0) != forward.image(0))
    #expect(images(seed: 2).image(0) != forward.image(0))
    #expect(images("test").labels != forward.labels)
  }

  @Test func `threads that read at once see the same images`() async {
    let shared = images(count: 200)
    let alone = images(count: 200)
    let expected = (0..<200).map { alone.image($0) }
    await withTaskGroup(of: [[Float]].self) { group in
      for _ in 0..<4 { group.addTask { (0..<200).map { shared.image($0) } } }
      for await seen in group { #expect(seen == expected) }
    }
  }

  @Test func `every ten labels hold each digit once`() {
    let labels = images(count: 1005).labels
    for start in stride(from: 0, to: 1000, by: 10) {
      #expect(labels[start..<start + 10].sorted() == Array(0...9))
    }
    #expect(labels.count == 1005)
    #expect(labels[..<10] != labels[10..<20])
  }

  @Test func `the normalization fits the pixels`() {
    let moments = PixelMoments(of: images(count: 3000, seed: 9), count: 3000)
    // Over 3,000 images both waver by less than 0.002 between seeds.
    #expect(abs(moments.mean - Double(Glyphs.normalization.mean[0])) < 0.005)
    #expect(abs(moments.deviation - Double(Glyphs.normalization.deviation[0])) < 0.005)
  }

  @Test func `digits differ, but not so much that their means tell them all apart`() {
    let train = images(count: 3000)
    let test = images("test", count: 1000)
    var means = [[Float]](repeating: Array(repeating: 0, count: 784), count: 10)
    for index in 0..<train.count {
      let image = train.image(index)
      for pixel in 0..<784 { means[train.label(at: index)][pixel] += image[pixel] / 300 }
    }
    let right = (0..<test.count).count { index in
      let image = test.image(index)
      let distances = means.map { mean in
        zip(mean, image).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      }
      return distances.firstIndex(of: distances.min() ?? 0) == test.label(at: index)
    }
    // Chance is 100. Nearest means get about 82 % of the digits of MNIST.
    #expect((600...900).contains(right), "\(right) of 1,000")
  }

  @Test func `strokes stay within the image and leave most of it dark`() {
    let set = images(count: 500)
    for index in 0..<set.count {
      let pixels = set.image(index)
      #expect(pixels.allSatisfy { (0...1).contains($0) })
      let ink = pixels.count { $0 > 0.5 }
      #expect((25...330).contains(ink), "image \(index), a \(set.label(at: index)): \(ink)")
    }
  }

  @Test func `both splits are there in full, or as far as limits go`() throws {
    let random = RandomStream(seed: 1)
    let full = try Glyphs(options: DatasetOptions()).load(random: random)
    #expect(full.train.count == 60_000)
    #expect(full.test.count == 10_000)
    let part = try Glyphs(options: DatasetOptions(path: "anywhere", trainLimit: 30, testLimit: 7))
      .load(random: random)
    #expect(part.train.count == 30)
    #expect(part.test.count == 7)
    #expect(part.train.image(29) == full.train.image(29))
    #expect(
      throws: DatasetError.limitTooLarge(
        dataset: "glyphs", key: "dataset.test_limit", limit: 10_001, available: 10_000)
    ) { try Glyphs(options: DatasetOptions(testLimit: 10_001)).load(random: random) }
  }

  @Test func `a straight stroke is drawn where it should be`() {
    var canvas = GlyphCanvas()
    canvas.draw([[4, 10], [20, 10]], radius: 1)
    canvas.inkDrawn(intensity: 1, softness: 1)
    let bytes = canvas.bytes(noise: 0) { 0 }
    // Distance 0 lies a whole pixel within the edge, distance 1 on it, distance 2 beyond.
    let across = (8...12).map { row in bytes[28 * row + 12] }
    #expect(across == [0, 128, 255, 128, 0])
    let along = Array(bytes[28 * 10..<28 * 11])
    #expect(along[1...5] == [0, 0, 128, 255, 255])
    #expect(along[19...23] == [255, 255, 128, 0, 0])
  }

  @Test func `strokes outside the image draw nothing`() {
    var canvas = GlyphCanvas()
    canvas.draw([[-30, -30], [-10, 50]], radius: 2)
    canvas.draw([[40, 5], [60, 5]], radius: 2)
    canvas.inkDrawn(intensity: 1, softness: 1)
    #expect(canvas.bytes(noise: 0) { 0 }.allSatisfy { $0 == 0 })
  }

  @Test func `a smooth stroke goes through its points and a loop comes back`() {
    let points: [SIMD2<Float>] = [[0, 0], [1, 0.5], [0.5, 1]]
    let curve = GlyphStroke(form: .curve, points: points).chain
    #expect(curve.count == 9)
    #expect([curve[0], curve[4], curve[8]] == points)
    let loop = GlyphStroke(form: .loop, points: points).chain
    #expect(loop.count == 13)
    #expect(loop[12] == loop[0])
    #expect(GlyphStroke(form: .straight, points: points).chain == points)
  }
}
