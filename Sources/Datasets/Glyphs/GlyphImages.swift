package import Randomness
import Synchronization
package import Tensors

/// One split of the synthetic digits, drawn when they are first read.
///
/// Image `i` depends on the stream, the split and `i` alone. What was drawn is kept, a byte for each
/// pixel, so a client holds its own images only.
package final class GlyphImages: LabeledImages {
  package let count: Int
  package let shape = ImageShape(channels: 1, height: GlyphCanvas.size, width: GlyphCanvas.size)
  package let classCount = 10
  private let digits: [UInt8]
  private let stream: RandomStream
  private let drawn: Mutex<[[UInt8]]>

  /// The first images of a split.
  ///
  /// - Parameters:
  ///   - split: the split's name, part of the name of its stream.
  ///   - count: how many images.
  ///   - random: the stream of the experiment.
  package init(split: String, count: Int, random: RandomStream) {
    self.count = count
    stream = random.stream(for: "glyphs", .text(split), "image")
    digits = Self.digits(count, random: random.stream(for: "glyphs", .text(split), "labels"))
    drawn = Mutex(Array(repeating: [], count: count))
  }

  package func label(at index: Int) -> Int { Int(digits[index]) }

  package func read(_ index: Int, into pixels: inout MutableSpan<Float>) {
    PixelScale.unpack(bytes(at: index).span, from: 0, into: &pixels)
  }

  package func withBytes(of index: Int, _ body: (Span<UInt8>) -> Void) -> Bool {
    body(bytes(at: index).span)
    return true
  }

  // MARK: - Details

  /// The bytes of an image.
  ///
  /// Two threads may draw the same one at once: they draw the same bytes.
  private func bytes(at index: Int) -> [UInt8] {
    let known = drawn.withLock { $0[index] }
    guard known.isEmpty else { return known }
    let bytes = GlyphHand(
      digit: label(at: index), random: stream.stream(for: .number(index))
    ).render()
    drawn.withLock { $0[index] = bytes }
    return bytes
  }

  /// Labels in random order, each of the ten once among every ten.
  private static func digits(_ count: Int, random: RandomStream) -> [UInt8] {
    var random = random
    var digits: [UInt8] = []
    digits.reserveCapacity(count + 9)
    while digits.count < count { digits += Array(UInt8(0)...9).shuffled(using: &random) }
    return Array(digits.prefix(count))
  }
}
