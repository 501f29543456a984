import Tensors
import Testing

@Suite struct ImagePlacementTests {
  private let shape = ImageShape(channels: 2, height: 3, width: 4)
  private let image = (1...24).map { Float($0) }

  private func placed(_ placement: ImagePlacement, _ image: [Float]? = nil) -> [Float] {
    var pixels = image ?? self.image
    var span = pixels.mutableSpan
    placement.apply(to: &span, shape: shape)
    return pixels
  }

  @Test func `an image that stays is left alone`() {
    #expect(placed(.asIs) == image)
  }

  @Test func `what moves in from outside is black`() {
    #expect(
      placed(ImagePlacement(down: 1, right: -1))
        == [0, 0, 0, 0, 2, 3, 4, 0, 6, 7, 8, 0, 0, 0, 0, 0, 14, 15, 16, 0, 18, 19, 20, 0])
    #expect(
      placed(ImagePlacement(down: -2, right: 3))
        == [0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 21, 0, 0, 0, 0, 0, 0, 0, 0])
    for far in [-9, -4, 4, 9] {
      #expect(placed(ImagePlacement(right: far)).allSatisfy { $0 == 0 })
    }
  }

  @Test func `an image is mirrored after it was moved`() {
    #expect(
      placed(ImagePlacement(right: 1, isMirrored: true)).prefix(8) == [3, 2, 1, 0, 7, 6, 5, 0])
  }

  @Test func `mirroring twice changes nothing`() {
    let mirror = ImagePlacement(isMirrored: true)
    #expect(placed(mirror) != image)
    #expect(placed(mirror, placed(mirror)) == image)
  }

  @Test func `every move agrees with reading from a padded image`() {
    for down in -3...3 {
      for right in -4...4 {
        for isMirrored in [false, true] {
          let placement = ImagePlacement(down: down, right: right, isMirrored: isMirrored)
          #expect(placed(placement) == expected(placement), "\(placement)")
        }
      }
    }
  }

  private func expected(_ placement: ImagePlacement) -> [Float] {
    (0..<24).map { index in
      let (channel, place) = index.quotientAndRemainder(dividingBy: 12)
      let (row, column) = place.quotientAndRemainder(dividingBy: 4)
      let x = (placement.isMirrored ? 3 - column : column) - placement.right
      let y = row - placement.down
      return (0..<3).contains(y) && (0..<4).contains(x) ? image[channel * 12 + y * 4 + x] : 0
    }
  }
}
