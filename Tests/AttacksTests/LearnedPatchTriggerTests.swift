import Attacks
import Foundation
import Options
import TensorFiles
import Tensors
import TestSupport
import Testing

struct LearnedPatchTriggerTests {
  private let shape = ImageShape(channels: 2, height: 2, width: 3)
  private let image = [Float](repeating: 0.25, count: 12)

  @Test func `each pixel of the patch has a value of its own`() throws {
    let trigger = try Triggers.make(
      "learned-patch",
      options: ["height": 1, "width": 2, "values": [0, 0.1, 0.9, 1]])
    try trigger.check(shape)
    #expect(
      trigger.stamped(image, shape: shape) == [
        0.25, 0.25, 0.25, 0.25, 0, 0.1, 0.25, 0.25, 0.25, 0.25, 0.9, 1,
      ])
    #expect(trigger.mask(shape) == [0, 0, 0, 0, 1, 1])
  }

  @Test func `a patch that is not learned yet is gray`() throws {
    let trigger = try Triggers.make("learned-patch", options: ["size": 2, "corner": "top-left"])
    #expect(
      trigger.stamped(image, shape: shape) == [
        0.5, 0.5, 0.25, 0.5, 0.5, 0.25, 0.5, 0.5, 0.25, 0.5, 0.5, 0.25,
      ])
  }

  @Test func `a file's numbers take the place of its name`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/patch.npy"
      try NumpyFile(shape: [2, 1, 2], values: .float32([0, 0.125, 0.75, 1])).write(to: path)
      let read = try Triggers.read(
        ["name": "learned-patch", "file": .string(path)], shape: shape, at: ["trigger"])
      #expect(read.resolved["file"] == .null)
      #expect(read.resolved["height"] == 1)
      #expect(read.resolved["width"] == 2)
      #expect(read.resolved["values"] == [0.0, 0.125, 0.75, 1.0])
      let again = try Triggers.read(read.resolved, shape: shape, at: ["trigger"])
      #expect(again.resolved == read.resolved)
      let stamped = again.value.stamped(image, shape: shape)
      #expect(stamped == read.value.stamped(image, shape: shape))
      #expect(stamped[4...5] == [0, 0.125])
      #expect(stamped[10...11] == [0.75, 1])
    }
  }

  @Test(
    arguments: [
      (["size": 3], ["size"]), (["size": 1, "values": [0, 0.5, 1]], ["values"]),
      (["size": 1, "values": [0, 1.5]], ["values", "1"]), (["file": "nowhere.npy"], ["file"]),
      (["file": "x.npy", "values": [0, 1], "size": 1], ["file"]),
    ] as [(OptionValue, OptionPath)])
  func `what makes no patch is refused`(options: OptionValue, key: OptionPath) throws {
    let error = #expect(throws: OptionError.self) {
      try Triggers.make("learned-patch", options: options).check(shape)
    }
    #expect(error?.path == key)
  }

  @Test(arguments: [[4], [1, 1, 2, 2], [0, 2]])
  func `a file of another shape is refused`(shape: [Int]) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/patch.npy"
      let count = shape.reduce(1, *)
      try NumpyFile(shape: shape, values: .float32(Array(repeating: 0, count: count)))
        .write(to: path)
      let error = #expect(throws: OptionError.self) {
        try Triggers.make("learned-patch", options: ["file": .string(path)])
      }
      #expect(error?.path == ["file"])
    }
  }

  @Test func `a file with values that no pixel has is refused`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/patch.npy"
      try NumpyFile(shape: [1, 2], values: .float32([0.5, .nan])).write(to: path)
      let error = #expect(throws: OptionError.self) {
        try Triggers.make("learned-patch", options: ["file": .string(path)])
      }
      #expect(error?.path == ["file"])
    }
  }
}
