import Attacks
import Options
import TensorFiles
import Tensors
import TestSupport
import Testing

struct ImageBlendTriggerTests {
  static let shape = ImageShape(channels: 1, height: 2, width: 3)

  @Test func `a file's numbers take the place of its name`() throws {
    try withTemporaryFolder { root in
      let path = "\(root)/key.npy"
      try NumpyFile(shape: [2, 3], values: .float32([0, 0.1, 0.2, 0.3, 1, 0.7])).write(to: path)
      let read = try Triggers.read(
        ["name": "image-blend", "image": .string(path), "alpha": 1], shape: Self.shape, at: [])
      #expect(read.resolved["image"] == [[[0.0, 0.1, 0.2], [0.3, 1.0, 0.7]]])
      let again = try Triggers.read(read.resolved, shape: Self.shape, at: [])
      #expect(again.resolved == read.resolved)
      let black = [Float](repeating: 0, count: 6)
      #expect(read.value.stamped(black, shape: Self.shape) == [0, 0.1, 0.2, 0.3, 1, 0.7])
      #expect(again.value.stamped(black, shape: Self.shape) == [0, 0.1, 0.2, 0.3, 1, 0.7])
    }
  }

  @Test(
    arguments: [
      ([6], [0, 0, 0, 0, 0, 0], "H × W or C × H × W"), ([1, 2], [0, 1.5], "outside 0...1"),
      ([1, 1], [.nan], "outside 0...1"), ([0, 3], [], "H × W or C × H × W"),
      ([3, 3], [1, 1, 1, 1, 1, 1, 1, 1, 1], "0 to 2 and a 1×2×3 image has 2"),
    ] as [([Int], [Float], String)])
  func `a file that is no key image is refused in a sentence`(
    sizes: [Int], values: [Float], says: String
  ) throws {
    try withTemporaryFolder { root in
      let path = "\(root)/key.npy"
      try NumpyFile(shape: sizes, values: .float32(values)).write(to: path)
      let error = #expect(throws: OptionError.self) {
        try Triggers.read(
          ["name": "image-blend", "image": .string(path)], shape: Self.shape, at: ["t"])
      }
      #expect(error?.path.first == "t")
      #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
    }
  }

  @Test func `where the key is clear the image shows through`() throws {
    let shape = ImageShape(channels: 3, height: 1, width: 2)
    let trigger = try Triggers.make(
      "image-blend",
      options: ["alpha": 0.5, "image": [[[1, 1]], [[0, 0]], [[0, 0]], [[1, 0]]]])
    try trigger.check(shape)
    let image = trigger.stamped([0.5, 0.5, 0.5, 0.5, 0.5, 0.5], shape: shape)
    #expect(image == [0.75, 0.5, 0.25, 0.5, 0.25, 0.5])
    #expect(trigger.mask(shape) == [0.5, 0])
  }

  @Test(arguments: ["random", "rings"])
  func `a built-in key covers what it is told to`(key: String) throws {
    let shape = ImageShape(channels: 3, height: 6, width: 5)
    let black = [Float](repeating: 0, count: shape.count)
    let trigger = try Triggers.make(
      "image-blend",
      options: ["key": .string(key), "row": -3, "column": 1, "height": 2, "width": 4, "alpha": 0.5])
    try trigger.check(shape)
    let mask = try #require(trigger.mask(shape))
    for place in 0..<30 {
      let isInside = (3...4).contains(place / 5) && place % 5 >= 1
      #expect(mask[place] == (isInside ? 0.5 : 0))
    }
    let image = trigger.stamped(black, shape: shape)
    #expect(image.indices.allSatisfy { image[$0] == 0 || mask[$0 % 30] > 0 })
    #expect(image.allSatisfy { $0 <= 0.5 })
    #expect(Set(image).count > 6, "a picture, not a color")
  }

  @Test func `the seed chooses the random key`() throws {
    let shape = ImageShape(channels: 1, height: 4, width: 4)
    let black = [Float](repeating: 0, count: 16)
    let images = try [0, 1].map { seed in
      try Triggers.make("image-blend", options: ["seed": .int(seed), "alpha": 1])
        .stamped(black, shape: shape)
    }
    #expect(images[0] != images[1])
    #expect(images[0].max() ?? 0 > 0.7 && images[0].min() ?? 1 < 0.3)
  }
}
