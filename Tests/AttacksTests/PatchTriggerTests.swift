import Attacks
import Options
import Tensors
import Testing

struct PatchTriggerTests {
  @Test func `a patch need not be square`() throws {
    let trigger = try Triggers.make("patch", options: ["height": 1, "width": 2, "value": 0.25])
    let shape = ImageShape(channels: 1, height: 2, width: 3)
    let stamped = trigger.stamped(Array(repeating: 0.5, count: 6), shape: shape)
    #expect(stamped == [0.5, 0.5, 0.5, 0.5, 0.25, 0.25])
    #expect(trigger.mask(shape) == [0, 0, 0, 0, 1, 1])
  }

  @Test func `replacing hides the background, adding to white does nothing`() throws {
    let shape = ImageShape(channels: 1, height: 1, width: 3)
    let replace = try Triggers.make("patch", options: ["size": 1, "value": 0.5])
    #expect(replace.stamped([1, 0, 1], shape: shape) == [1, 0, 0.5])
    #expect(replace.stamped([1, 0, 0], shape: shape) == [1, 0, 0.5])
    let add = try Triggers.make("patch", options: ["size": 1, "value": 0.5, "mode": "add"])
    #expect(add.stamped([1, 0, 1], shape: shape) == [1, 0, 1])
    #expect(add.stamped([1, 0, 0.25], shape: shape) == [1, 0, 0.75])
  }

  @Test(
    arguments: [
      (["size": 4], ["size"]), (["height": 4, "width": 1], ["height"]),
      (["height": 1, "width": 5], ["width"]), (["size": 3, "margin": 1], ["size"]),
      (["size": 1, "margin": 3], ["margin"]), (["color": [1, 1, 1], "size": 1], ["color"]),
    ] as [(OptionValue, OptionPath)])
  func `what does not fit on the images is refused`(options: OptionValue, key: OptionPath) throws {
    let trigger = try Triggers.make("patch", options: options)
    let error = #expect(throws: OptionError.self) {
      try trigger.check(ImageShape(channels: 1, height: 3, width: 4))
    }
    #expect(error?.path == key)
  }

  @Test func `a patch as large as the image fits`() throws {
    let trigger = try Triggers.make("patch", options: ["height": 3, "width": 4])
    try trigger.check(ImageShape(channels: 1, height: 3, width: 4))
  }
}

extension Trigger {
  /// The trigger on a copy of an image.
  func stamped(_ image: [Float], shape: ImageShape, sample: Int = 0) -> [Float] {
    var copy = image
    var span = copy.mutableSpan
    apply(to: &span, shape: shape, sample: sample)
    return copy
  }
}
