import Attacks
import Options
import Tensors
import Testing

struct PatternTriggerTests {
  /// The image as text, for channel 0: its values as digits, and dots for what is left alone.
  private func drawn(_ options: OptionValue, _ shape: ImageShape, part: Int? = nil) throws
    -> [String]
  {
    let whole = try Triggers.make("pattern", options: options)
    try whole.check(shape)
    let trigger = part.map { whole.parts[$0] } ?? whole
    let stamped = trigger.stamped([Float](repeating: 0.5, count: shape.count), shape: shape)
    let size = shape.height * shape.width
    for channel in 1..<max(2, shape.channels) where channel < shape.channels {
      #expect(stamped[channel * size..<(channel + 1) * size].elementsEqual(stamped[..<size]))
    }
    return (0..<shape.height).map { row in
      stamped[row * shape.width..<(row + 1) * shape.width]
        .map { $0 == 0.5 ? "." : "\(Int($0))" }.joined()
    }
  }

  @Test func `the block is that of backdoors101`() throws {
    let rows = try drawn([:], ImageShape(channels: 1, height: 28, width: 28))
    #expect(rows[3...7].map { $0.suffix(5) } == ["101..", ".1...", "..0..", ".1...", "101.."])
    #expect(rows[..<3].allSatisfy { $0 == String(repeating: ".", count: 28) })
    #expect(rows[3...7].allSatisfy { $0.prefix(23).allSatisfy { $0 == "." } })
  }

  @Test func `the plus is that of the robust learning rate`() throws {
    let gray = try drawn(["shape": "plus"], ImageShape(channels: 1, height: 12, width: 10))
    #expect(
      gray[4...10].map { $0 } == [
        "..........", ".....1....", ".....1....", "...11111..", ".....1....", ".....1....",
        "..........",
      ])
    let color = try drawn(["shape": "plus"], ImageShape(channels: 3, height: 12, width: 10))
    #expect(
      color[4...11].map { $0 } == [
        "..........", ".....0....", ".....0....", ".....0....", "..0000000.", ".....0....",
        ".....0....", ".....0....",
      ])
  }

  @Test func `the arms of a plus are its parts`() throws {
    let shape = ImageShape(channels: 1, height: 5, width: 5)
    let options: OptionValue = ["shape": "plus", "row": 0, "column": 0]
    let arms = try (0..<4).map { try drawn(options, shape, part: $0) }
    #expect(arms[0] == ["..1..", "..1..", "..1..", ".....", "....."])
    #expect(arms[1] == [".....", ".....", ".....", "..1..", "..1.."])
    #expect(arms[2] == [".....", ".....", "11...", ".....", "....."])
    #expect(arms[3] == [".....", ".....", "...11", ".....", "....."])
  }

  @Test func `any pattern can be given as rows, anywhere`() throws {
    let shape = ImageShape(channels: 2, height: 3, width: 4)
    let rows: OptionValue = [[1, "."], [".", 0]]
    #expect(try drawn(["rows": rows], shape) == ["1...", ".0..", "...."])
    #expect(
      try drawn(["rows": rows, "row": -2, "column": -2], shape) == ["....", "..1.", "...0"])
    #expect(try drawn(["rows": rows, "row": 1, "column": 1], shape) == ["....", ".1..", "..0."])
  }

  @Test func `the plus takes another value`() throws {
    let shape = ImageShape(channels: 1, height: 5, width: 5)
    let options: OptionValue = ["shape": "plus", "row": 0, "column": 0, "value": 0]
    #expect(try drawn(options, shape)[2] == "00000")
  }
}
