import Networks
import Options
import Randomness
import Tensors
import Testing

struct AugmentationTests {
  private func draw(_ augmentation: Augmentation, count: Int, seed: UInt64 = 1) -> [ImagePlacement]
  {
    var placements: [ImagePlacement] = [.asIs]
    var random = RandomStream(seed: seed)
    augmentation.draw(into: &placements, count: count, using: &random)
    return placements
  }

  @Test func `the placements of a seed stay what they are`() {
    let placements = draw(Augmentation(), count: 4).map {
      [$0.down, $0.right, $0.isMirrored ? 1 : 0]
    }
    #expect(placements == [[-2, -3, 1], [-4, 3, 1], [1, -4, 0], [-2, -2, 1]])
  }

  @Test(arguments: [1, 2, 4])
  func `crops reach every offset, each about as often, and half the images are mirrored`(
    padding: Int
  ) {
    let placements = draw(Augmentation(cropPadding: padding), count: 4000)
    let range = -padding...padding
    for offset in range {
      for values in [placements.map(\.down), placements.map(\.right)] {
        let share = Double(values.count { $0 == offset }) / 4000
        // Five deviations of a share of 1 / (2 · padding + 1) of 4,000.
        #expect(abs(share * Double(range.count) - 1) < 0.25)
      }
    }
    #expect(placements.allSatisfy { range.contains($0.down) && range.contains($0.right) })
    #expect(abs(placements.count(where: \.isMirrored) - 2000) < 160)
  }

  @Test func `each part can be switched off`() {
    #expect(
      draw(Augmentation(cropPadding: 0), count: 50).allSatisfy { $0.down == 0 && $0.right == 0 })
    #expect(draw(Augmentation(flip: false), count: 50).allSatisfy { !$0.isMirrored })
    #expect(draw(Augmentation(cropPadding: 0, flip: false), count: 9).allSatisfy { $0 == .asIs })
  }

  @Test func `a padding as large as the image is refused`() throws {
    let shape = ImageShape(channels: 1, height: 9, width: 6)
    try Augmentation(cropPadding: 5).check(shape, at: ["training", "augmentation"])
    #expect {
      try Augmentation(cropPadding: 6).check(shape, at: ["training", "augmentation"])
    } throws: {
      "\($0)"
        == "'training.augmentation.crop_padding' is 6; it must be less than the 6 pixels of an "
        + "image's shorter side"
    }
  }

  @Test func `the section's defaults are a crop of 4 and reflection`() throws {
    func read(_ tree: OptionValue) throws -> Augmentation? {
      let options: TrainingOptions = try TrainingOptions.schema.resolve(tree).decoded()
      return options.augmentation
    }
    #expect(try read(.null) == nil)
    #expect(try read(["augmentation": nil]) == nil)
    #expect(try read(["augmentation": [:]]) == Augmentation(cropPadding: 4, flip: true))
    #expect(
      try read(["augmentation": ["crop_padding": 2, "flip": false]])
        == Augmentation(cropPadding: 2, flip: false))
    #expect(throws: OptionError.self) { try read(["augmentation": ["crop_padding": -1]]) }
    #expect(throws: OptionError.self) { try read(["augmentation": ["rotate": true]]) }
  }
}
