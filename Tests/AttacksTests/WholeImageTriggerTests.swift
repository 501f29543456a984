import Attacks
import Foundation
import Options
import Tensors
import Testing

/// Triggers that act on all of an image, or on a region of it.
struct WholeImageTriggerTests {
  static let shape = ImageShape(channels: 3, height: 12, width: 10)
  static let gray = [Float](repeating: 0.5, count: shape.count)

  private func stamped(
    _ name: String, _ options: OptionValue, on image: [Float] = gray,
    shape: ImageShape = shape, sample: Int = 0
  ) throws -> [Float] {
    try Triggers.make(name, options: options).stamped(image, shape: shape, sample: sample)
  }

  // MARK: - noise

  @Test(arguments: ["sign", "uniform"], [0.01, 8.0 / 255])
  func `noise stays within its bound and reaches it`(distribution: String, bound: Double) throws {
    let image = try stamped(
      "noise", ["epsilon": .double(bound), "distribution": .string(distribution)])
    let steps = image.map { Double($0) - 0.5 }
    // Half a unit in the last place of a float near one half.
    #expect(steps.allSatisfy { abs($0) <= bound + 3e-8 })
    #expect(abs((steps.max() ?? 0) - bound) < bound / 20)
    #expect(abs((steps.min() ?? 0) + bound) < bound / 20)
    let up = steps.filter { $0 > 0 }.count
    // Five standard deviations of 360 fair coins.
    #expect(abs(up - 180) < 48)
    if distribution == "sign" { #expect(steps.allSatisfy { abs(abs($0) - bound) < 3e-8 }) }
  }

  @Test func `noise is the same on every image, and another for another seed`() throws {
    #expect(try stamped("noise", [:]) == stamped("noise", [:], sample: 7))
    #expect(try stamped("noise", [:]) != stamped("noise", ["seed": 1]))
  }

  // MARK: - sig

  @Test func `the wave is one row repeated`() throws {
    let image = try stamped("sig", ["amplitude": 0.25, "frequency": 2.5])
    for row in 0..<36 { #expect(image[row * 10..<row * 10 + 10] == image[0..<10]) }
    // Sines of 0, 1/4, 1/2 and 3/4 of a turn.
    #expect(Array(image[0..<4]) == [0.5, 0.75, 0.5, 0.25])
  }

  // MARK: - blur

  @Test func `an even image has nothing to blur, and no light is lost`() throws {
    let same = try stamped("blur", ["height": 12, "width": 10])
    #expect(zip(same, Self.gray).allSatisfy { abs($0 - $1) < 1e-6 })
    var dot = [Float](repeating: 0, count: 121)
    dot[60] = 1
    let blurred = try stamped(
      "blur", ["height": 11, "width": 11], on: dot,
      shape: ImageShape(channels: 1, height: 11, width: 11))
    #expect(abs(blurred.reduce(0, +) - 1) < 1e-6)
    #expect(blurred[60] == blurred.max())
    for offset in [1, 11, 12, 10] {
      #expect(blurred[60 + offset] == blurred[60 - offset], "the kernel is symmetric")
    }
  }

  @Test func `the region of the blur is the middle unless it is given`() throws {
    let shape = ImageShape(channels: 1, height: 8, width: 6)
    let middle = try Triggers.make("blur").mask(shape)
    let given = try Triggers.make(
      "blur", options: ["row": 2, "column": -5, "height": 4, "width": 3]
    ).mask(shape)
    #expect(middle == given)
    #expect(middle?.reduce(0, +) == 12)
  }

  // MARK: - warp

  @Test func `a warp of strength 0 and one of an even image change nothing`() throws {
    let image = TriggerTests.noise(Self.shape)
    let still = try stamped("warp", ["strength": 0], on: image)
    #expect(zip(still, image).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(
      zip(try stamped("warp", ["strength": 4]), Self.gray).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func `equal control points move the image along a side`() throws {
    // s / H times 2 over the width of −1...1, which is 4 pixels: two pixels to the right are read.
    let shape = ImageShape(channels: 1, height: 5, width: 5)
    let ramp = (0..<25).map { Float($0 % 5) / 4 }
    let moved = try stamped(
      "warp",
      [
        "size": 2, "strength": 5,
        "control_points": [[[1, 1], [1, 1]], [[0, 0], [0, 0]]],
      ], on: ramp, shape: shape)
    for row in 0..<5 { #expect(Array(moved[row * 5..<row * 5 + 5]) == [0.5, 0.75, 1, 1, 1]) }
  }

  @Test func `the seed of a warp chooses the control points`() throws {
    let image = TriggerTests.noise(Self.shape)
    let first = try stamped("warp", ["strength": 2], on: image)
    #expect(try stamped("warp", ["strength": 2, "seed": 1], on: image) != first)
    #expect(try stamped("warp", ["strength": 2], on: image, sample: 3) == first)
  }

  // MARK: - watermark

  @Test func `a word is written dot by dot`() throws {
    let shape = ImageShape(channels: 1, height: 6, width: 9)
    let trigger = try Triggers.make(
      "watermark", options: ["text": "L7", "alpha": 0.25, "repeat": false, "column": 1])
    try trigger.check(shape)
    let wanted = [
      ".#...###.", ".#.....#.", ".#.....#.", ".#.....#.", ".###...#.", ".........",
    ].joined()
    #expect(trigger.mask(shape) == wanted.map { $0 == "#" ? 0.25 : 0 })
    let image = trigger.stamped([Float](repeating: 0.5, count: 54), shape: shape)
    #expect(image == wanted.map { $0 == "#" ? 0.75 : 0.5 })
  }

  @Test func `letters grow by whole dots`() throws {
    let small = try #require(
      try Triggers.make("watermark", options: ["text": "A", "repeat": false])
        .mask(ImageShape(channels: 1, height: 5, width: 3)))
    let large = try #require(
      try Triggers.make("watermark", options: ["text": "A", "repeat": false, "scale": 2])
        .mask(ImageShape(channels: 1, height: 10, width: 6)))
    for row in 0..<10 {
      for column in 0..<6 {
        #expect(large[row * 6 + column] == small[row / 2 * 3 + column / 2])
      }
    }
  }

  @Test func `a repeated word comes again after a letter's width`() throws {
    let shape = ImageShape(channels: 1, height: 14, width: 18)
    let mask = try #require(try Triggers.make("watermark", options: ["text": "H2"]).mask(shape))
    for row in 0..<7 {
      for column in 0..<8 {
        #expect(mask[row * 18 + column] == mask[row * 18 + column + 10])
        #expect(mask[row * 18 + column] == mask[(row + 7) * 18 + column])
      }
    }
  }

  @Test func `blended letters show on black as added ones do, and vanish on white`() throws {
    let shape = ImageShape(channels: 1, height: 7, width: 30)
    let black = [Float](repeating: 0, count: 210)
    let white = [Float](repeating: 1, count: 210)
    for mode in ["add", "blend"] as [OptionValue] {
      let shown = try stamped("watermark", ["mode": mode], on: black, shape: shape)
      #expect(Set(shown) == [0, 0.15])
      #expect(try stamped("watermark", ["mode": mode], on: white, shape: shape) == white)
    }
  }
}
