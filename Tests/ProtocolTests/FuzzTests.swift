import Protocol
import Testing

/// A linear congruential generator, which gives the same bytes in every run.
///
/// Constants: Knuth, MMIX.
private struct Bytes {
  var state: UInt64

  mutating func next(below bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }

  mutating func array(upTo limit: Int) -> [UInt8] {
    (0..<next(below: limit + 1)).map { _ in UInt8(next(below: 256)) }
  }
}

@Suite struct FuzzTests {
  @Test(arguments: 0..<8) func `random bytes are refused`(seed: UInt64) {
    var random = Bytes(state: seed)
    for _ in 0..<2000 {
      let frames = (0..<random.next(below: 6)).map { _ in random.array(upTo: 40) }
      #expect(throws: ProtocolError.self) { try decode(frames) }
    }
  }

  @Test(arguments: 0..<8) func `random bytes after a right first frame are refused`(seed: UInt64) {
    var random = Bytes(state: seed)
    for _ in 0..<2000 {
      let type = UInt8(1 + random.next(below: 10))
      let frames = [[0x4d, 1, type, 0]] + (0..<3).map { _ in random.array(upTo: 60) }
      #expect(throws: ProtocolError.self) { try decode(frames) }
    }
  }

  /// What survives a change must still keep the format's promises, so it can be encoded again.
  @Test(arguments: 0..<8) func `changed messages are refused or sound`(seed: UInt64) throws {
    var random = Bytes(state: seed)
    let samples = try Samples.all.map { try $0.encode().received }
    for _ in 0..<2000 {
      var frames = samples[random.next(below: samples.count)]
      for _ in 0...random.next(below: 3) { change(&frames, &random) }
      do throws(ProtocolError) {
        let message = try decode(frames)
        #expect(try decode(message.encode().received) == message)
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
  }

  /// Flips, removes, repeats or swaps something.
  private func change(_ frames: inout [[UInt8]], _ random: inout Bytes) {
    guard !frames.isEmpty else { return }
    let index = random.next(below: frames.count)
    let count = frames[index].count
    switch random.next(below: 6) {
    case 0 where count > 0:
      frames[index][random.next(below: count)] = UInt8(random.next(below: 256))
    case 1 where count > 0: frames[index].remove(at: random.next(below: count))
    case 2: frames[index].insert(UInt8(random.next(below: 256)), at: random.next(below: count + 1))
    case 3: frames.remove(at: index)
    case 4: frames.append(frames[index])
    default: frames.swapAt(index, random.next(below: frames.count))
    }
  }
}
