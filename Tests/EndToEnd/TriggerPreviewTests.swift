import Foundation
import TensorFiles
import TestSupport
import Testing

/// `muster trigger --preview`: what the picture shows.
@Suite struct TriggerPreviewTests {
  private func preview(_ arguments: [String], in root: String) async throws -> (
    pixels: PNGPixels, caption: String
  ) {
    let path = "\(root)/p.png"
    let result = try await Muster.run(["trigger", "--preview", path] + arguments)
    #expect(result.status == 0, "\(result.errors)")
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    return (try #require(PNGPixels(data)), result.output)
  }

  @Test func `original, triggered and difference stand side by side`() async throws {
    try await withTemporaryFolder { root in
      // Two images of 1 × 3 pixels in color; black, gray and white.
      let image: [Float] = [0, 0.2, 1, 0, 0.2, 1, 0, 0.2, 1]
      try NumpyFile(shape: [2, 3, 1, 3], values: .float32(image + image)).write(to: "\(root)/i.npy")
      let (pixels, caption) = try await preview(
        [
          "--name", "patch", "--set", "size=1", "--set", "color=[0.8, 1, 1]", "--set",
          "corner=top-left", "--set", "mode=add", "--images", "\(root)/i.npy", "--set", "width=2",
        ], in: root)
      // 42 pixels for each: the largest whole number for which three are at most 128.
      #expect((pixels.width, pixels.height) == (3 * (3 * 42 + 4) + 4, 2 * (42 + 4) + 4))
      for top in [4, 4 + 42 + 4] {
        func color(_ panel: Int, _ column: Int) -> [UInt8] {
          let left = 4 + panel * (3 * 42 + 4) + column * 42
          let corners = [(top, left), (top + 41, left + 41), (top + 20, left + 3)]
          #expect(Set(corners.map { pixels[$0.0, $0.1] }).count == 1)
          return pixels[top, left]
        }
        #expect((0..<3).map { color(0, $0) } == [[0, 0, 0], [51, 51, 51], [255, 255, 255]])
        #expect(
          (0..<3).map { color(1, $0) } == [[204, 255, 255], [255, 255, 255], [255, 255, 255]])
        #expect((0..<3).map { color(2, $0) } == [[204, 255, 255], [204, 204, 204], [0, 0, 0]])
      }
      #expect(caption.hasSuffix(": 2 images, original, triggered and difference × 1\n"))
    }
  }

  @Test func `a faint difference is multiplied, and the caption says by what`() async throws {
    try await withTemporaryFolder { root in
      let image = [Float](repeating: 0.5, count: 64)
      try NumpyFile(shape: [1, 1, 8, 8], values: .float32(image)).write(to: "\(root)/i.npy")
      let (pixels, caption) = try await preview(
        ["--name", "noise", "--set", "epsilon=0.03", "--images", "\(root)/i.npy"], in: root)
      #expect(caption.hasSuffix(": an image, original, triggered and difference × 33\n"))
      // 0.03 × 33 of white, whatever the sign.
      #expect(pixels[8, 4 + 2 * 132 + 4] == [252, 252, 252])
    }
  }

  @Test func `without images the test images of an experiment are taken`() async throws {
    try await withTemporaryFolder { root in
      let (pixels, _) = try await preview(
        ["--name", "pixel", "--count", "3", "--output", "\(root)/o.npy"], in: root)
      #expect((pixels.width, pixels.height) == (3 * (28 * 4 + 4) + 4, 3 * (28 * 4 + 4) + 4))
      let file = try NumpyFile(contentsOf: "\(root)/o.npy")
      #expect(file.shape == [3, 1, 28, 28])
      #expect(file.floats[26 * 28 + 26] == 1)
      let (again, _) = try await preview(
        ["--name", "pixel", "--count", "3", "--dataset", "glyphs", "--seed", "1"], in: root)
      #expect(again == pixels)
      let (other, _) = try await preview(
        ["--name", "pixel", "--count", "3", "--seed", "2"], in: root)
      #expect(other != pixels)
    }
  }

  @Test(arguments: [
    (["--name", "pixel"], "--output"),
    (
      ["--name", "pixel", "--preview", "p.png", "--images", "i.npy", "--dataset", "glyphs"],
      "either"
    ),
    (["--name", "pixel", "--preview", "p.png", "--count", "0"], "from 1 to 64"),
    (["--name", "pixel", "--preview", "p.png", "--dataset", "glyph"], "did you mean 'glyphs'?"),
    (["--name", "pixel", "--preview", "/nowhere/p.png"], "/nowhere/p.png cannot be written"),
    (["--name", "patch", "--set", "size=29", "--preview", "p.png"], "at most 28"),
    (
      ["--name", "image-blend", "--set", "image=nowhere.npy", "--preview", "p.png"],
      "nowhere.npy cannot be read"
    ),
  ])
  func `what cannot be drawn is refused in a sentence`(arguments: [String], says: String)
    async throws
  {
    let result = try await Muster.run(["trigger"] + arguments)
    #expect(result.status == 2)
    #expect(result.errors.contains(says), "\(result.errors)")
    #expect(result.output.isEmpty)
  }

  @Test func `images that cannot be drawn are refused in a sentence`() async throws {
    try await withTemporaryFolder { root in
      for (shape, says) in [
        ([0, 1, 8, 8], "no image to draw"), ([1, 1, 0, 8], "have no pixels"),
        ([1, 8, 8], "N × C × H × W"), ([1, 1, 40000, 1], "draw fewer"),
      ] {
        let count = shape.reduce(1, *)
        try NumpyFile(
          shape: shape, values: .float32([Float](repeating: 0, count: count))
        ).write(to: "\(root)/i.npy")
        let result = try await Muster.run([
          "trigger", "--name", "noise", "--images", "\(root)/i.npy", "--preview", "\(root)/p.png",
        ])
        #expect(result.status == 2)
        #expect(result.errors.contains(says), "\(result.errors)")
      }
    }
  }
}
