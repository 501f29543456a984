import Networks
package import Options
import Randomness
package import Tensors

/// How often held-out images are drawn to measure success, and how each draw is moved and mirrored.
package struct HeldOutDraws: Sendable, Equatable, Codable {
  /// At least 1.
  package var draws = 1000
  package var cropPadding = 4
  package var flip = true

  package init() {}

  package static let schema = OptionSchema([
    .init("draws", .integer(1...1_000_000), default: 1000, "how many images are scored"),
    .init(
      "crop_padding", .integer(0...65_535), default: 4,
      "each is moved by up to so many pixels; 0 for none"),
    .init("flip", .bool, default: true, "whether every second one is mirrored at random"),
  ])

  var augmentation: Augmentation { Augmentation(cropPadding: cropPadding, flip: flip) }
}

/// Random views of a few held-out images, under the label that the attacker wants.
///
/// Draw `d` picks an image and a placement by a stream of its own, the same in every run, as a test
/// set is. Draws are spread evenly over the positions of the test set, so that stretches of it that
/// do not overlap have draws that do not, either.
/// Source: Bagdasaryan et al., AISTATS 2020, arXiv:1807.00459, section 5.2.
package struct HeldOutImages: LabeledImages {
  private let base: any LabeledImages
  private let target: Int
  private let views: [(position: Int, placement: ImagePlacement)]

  /// The draws that belong to a stretch of the test set.
  ///
  /// - Parameters:
  ///   - base: where the images lie.
  ///   - positions: theirs; those that are of the class `target` anyhow do not count.
  ///   - target: the label of all.
  ///   - options: how many draws there are in all, and how they differ.
  ///   - range: positions in the test set.
  ///   - testCount: the size of the test set.
  package init(
    _ base: any LabeledImages, at positions: [Int], target: Int, options: HeldOutDraws,
    range: Range<Int>, of testCount: Int
  ) {
    self.base = base
    self.target = target
    let positions = positions.filter { base.label(at: $0) != target }
    let first = { (position: Int) in
      testCount == 0 ? 0 : (position * options.draws + testCount - 1) / testCount
    }
    let draws = first(range.lowerBound)..<first(range.upperBound)
    let parent = RandomStream(seed: 0).stream(for: "held-out")
    views =
      positions.isEmpty
      ? []
      : draws.map { draw in
        var random = parent.stream(at: draw)
        let position = positions[random.integer(below: positions.count)]
        var placements: [ImagePlacement] = []
        options.augmentation.draw(into: &placements, count: 1, using: &random)
        return (position, placements[0])
      }
  }

  package var count: Int { views.count }
  package var shape: ImageShape { base.shape }
  package var classCount: Int { base.classCount }
  package func label(at index: Int) -> Int { target }
  package func trueLabel(at index: Int) -> Int? { base.label(at: views[index].position) }
  package func read(_ index: Int, into pixels: inout MutableSpan<Float>) {
    base.read(views[index].position, placed: views[index].placement, into: &pixels)
  }
}
