import Attacks
import Options
import Randomness
import Tensors
import Testing

/// What holds for every trigger of the catalog.
struct TriggerTests {
  static let shapes = [
    ImageShape(channels: 1, height: 28, width: 28), ImageShape(channels: 3, height: 32, width: 31),
    ImageShape(channels: 3, height: 32, width: 32), ImageShape(channels: 2, height: 30, width: 40),
  ]

  static func noise(_ shape: ImageShape) -> [Float] {
    var random = RandomStream(seed: 4)
    return (0..<shape.count).map { _ in Float(random.uniform()) }
  }

  @Test(arguments: Triggers.names, shapes)
  func `nothing changes outside the mask, something inside it`(name: String, shape: ImageShape)
    throws
  {
    let trigger = try Triggers.make(name)
    guard let mask = trigger.mask(shape) else { return }
    let image = Self.noise(shape)
    let stamped = trigger.stamped(image, shape: shape)
    #expect(mask.count == shape.height * shape.width)
    #expect(mask.allSatisfy { (0...1).contains($0) })
    let changed = image.indices.filter { image[$0] != stamped[$0] }
    #expect(!changed.isEmpty)
    #expect(changed.allSatisfy { mask[$0 % mask.count] > 0 })
  }

  @Test(arguments: Triggers.names, shapes)
  func `the parts one after the other are the trigger`(name: String, shape: ImageShape) throws {
    let options: OptionValue = name == "pattern" ? ["shape": "plus"] : .null
    let trigger = try Triggers.make(name, options: options)
    let image = Self.noise(shape)
    let stamped = trigger.parts.reduce(image) { $1.stamped($0, shape: shape) }
    #expect(stamped == trigger.stamped(image, shape: shape))
  }

  @Test(
    arguments: [("dba-strips", [:]), ("pattern", ["shape": "plus"])] as [(String, OptionValue)],
    shapes)
  func `parts are disjoint and together cover what the trigger covers`(
    named: (String, OptionValue), shape: ImageShape
  ) throws {
    let trigger = try Triggers.make(named.0, options: named.1)
    let masks = try trigger.parts.map { try #require($0.mask(shape)) }
    #expect(masks.count == 4)
    #expect(masks.allSatisfy { $0.contains(1) })
    let union = masks[0].indices.map { place in masks.reduce(0) { $0 + $1[place] } }
    #expect(union == trigger.mask(shape), "no place is in two masks, or the sum would be 2")
    #expect(trigger.parts.allSatisfy { $0.parts.count == 1 })
  }

  @Test(arguments: Triggers.names)
  func `pixels stay in range on black and on white`(name: String) throws {
    let trigger = try Triggers.make(name)
    for shape in Self.shapes {
      for shade in [Float(0), 1] {
        let stamped = trigger.stamped(
          [Float](repeating: shade, count: shape.count), shape: shape)
        #expect(stamped.allSatisfy { (0...1).contains($0) })
      }
    }
  }

  @Test(arguments: Triggers.names)
  func `what the check accepts can be triggered`(name: String) throws {
    let trigger = try Triggers.make(name)
    var accepted = 0
    for channels in [1, 3] {
      for height in [1, 2, 3, 5, 9, 24, 33] {
        for width in [1, 2, 3, 5, 9, 24, 33] {
          let shape = ImageShape(channels: channels, height: height, width: width)
          guard (try? trigger.check(shape)) != nil else { continue }
          accepted += 1
          let stamped = trigger.stamped(Self.noise(shape), shape: shape)
          #expect(stamped.allSatisfy { (0...1).contains($0) })
        }
      }
    }
    #expect(accepted > 0)
  }

  @Test(
    arguments: [
      ("pixel", ["row": 3], "row"), ("pixel", ["column": -5], "column"),
      ("checkerboard", ["row": 1], "row"), ("checkerboard", ["column": -3], "column"),
      ("pattern", [:], "row"), ("pattern", ["rows": [[1, 1, 1, 1, 1]]], "column"),
      ("pattern", ["rows": [[1]], "row": -4], "row"), ("dba-strips", [:], "length"),
      ("image-blend", ["row": 3], "row"), ("image-blend", ["width": 5], "width"),
      ("image-blend", ["image": [[[1, 1, 1, 1, 1]]]], "image"),
      ("image-blend", ["image": [[[1]], [[1]]]], "image"),
      ("watermark", [:], "text"), ("blur", ["kernel_size": 7], "kernel_size"),
      ("blur", ["row": 2, "height": 2, "kernel_size": 3], "row"),
      ("blur", ["width": 5, "kernel_size": 3], "width"), ("sig", ["frequency": 4], "frequency"),
    ] as [(String, OptionValue, String)])
  func `what does not go on the images is refused in a sentence`(
    name: String, options: OptionValue, key: String
  ) throws {
    let error = #expect(throws: OptionError.self) {
      try Triggers.make(name, options: options)
        .check(ImageShape(channels: 1, height: 3, width: 4))
    }
    #expect(error?.path == [key], "\(error?.description ?? "")")
  }

  @Test(
    arguments: [
      ("pattern", ["rows": []], "rows"), ("pattern", ["rows": [[1, 0], [1]]], "rows"),
      ("pattern", ["rows": [["."]]], "rows"), ("pattern", ["value": 1], "value"),
      ("image-blend", ["image": "nowhere.npy"], "image"), ("image-blend", ["image": []], "image"),
      ("image-blend", ["image": [[[1, 0], [1]]]], "image"),
      ("image-blend", ["image": [[[1]]], "height": 1], "height"),
      ("watermark", ["text": "lower"], "text"), ("watermark", ["text": "  "], "text"),
      ("watermark", ["text": ""], "text"), ("blur", ["kernel_size": 4], "kernel_size"),
      ("warp", ["control_points": [[[1]], [[1]]]], "control_points"),
      ("warp", ["control_points": [[[1, 1], [1, 1]]], "size": 2], "control_points"),
    ] as [(String, OptionValue, String)])
  func `options that do not go together are refused`(
    name: String, options: OptionValue, key: String
  ) throws {
    let error = #expect(throws: OptionError.self) {
      try Triggers.make(name, options: options, at: ["attack", "trigger"])
    }
    #expect(error?.path == ["attack", "trigger", key], "\(error?.description ?? "")")
  }
}
