/// A stream of random numbers that is a value: copies draw the same numbers.
///
/// A run has one root stream. Every purpose gets a child of its own, found by name and not by the
/// order of calls: `root.stream(for: "shuffle", "round", 3, "client", 7)`. So the numbers a client
/// sees depend neither on other clients nor on the process or thread that draws them.
package struct RandomStream: Sendable, Equatable {
  private let key: UInt64
  private let domain: UInt64
  private var position: UInt64 = 0
  private var spare: UInt64?

  /// The root stream of a run.
  package init(seed: UInt64) {
    self.init(key: seed, domain: 0x4D75_7374_6572_3031)
  }

  private init(key: UInt64, domain: UInt64) {
    self.key = key
    self.domain = domain
  }

  /// The next 64 random bits.
  package mutating func next() -> UInt64 {
    if let value = spare {
      spare = nil
      return value
    }
    let (first, second) = block(at: position)
    position &+= 1
    spare = second
    return first
  }

  /// The 128 bits at a position of the stream, whatever was drawn before; for noise that is keyed
  /// by parameter offset.
  package func block(at position: UInt64) -> (UInt64, UInt64) {
    let bits = Philox.block(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: position), UInt32(truncatingIfNeeded: position >> 32),
        UInt32(truncatingIfNeeded: domain), UInt32(truncatingIfNeeded: domain >> 32)), key: key)
    return (UInt64(bits.x) | UInt64(bits.y) << 32, UInt64(bits.z) | UInt64(bits.w) << 32)
  }

  // MARK: - Children

  /// A part of a child's name.
  package enum Name: Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    case text(String)
    case number(Int)

    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int) { self = .number(value) }
  }

  /// The child with this name; the same child however much of this stream was drawn.
  package func stream(for names: Name...) -> RandomStream {
    var child = RandomStream(key: key, domain: domain)
    for name in names {
      switch name {
      case .text(let text):
        let bytes = Array(text.utf8)
        child = child.absorbing(1, UInt64(bytes.count))
        for start in stride(from: 0, to: bytes.count, by: 8) {
          let chunk = bytes[start..<min(start + 8, bytes.count)]
          child = child.absorbing(2, chunk.reversed().reduce(0) { $0 << 8 | UInt64($1) })
        }
      case .number(let number):
        child = child.stream(at: number)
      }
    }
    return child
  }

  /// The child whose name is a number, as `stream(for: .number(number))`; allocates nothing.
  package func stream(at number: Int) -> RandomStream {
    absorbing(3, UInt64(bitPattern: Int64(number)))
  }

  /// One step of a hash whose compression function is the generator itself.
  ///
  /// The top bit of the domain is set in children and clear in what is absorbed, so that no draw
  /// of a stream coincides with the making of a child.
  private func absorbing(_ tag: UInt64, _ word: UInt64) -> RandomStream {
    let mixed = domain &+ tag &* 0x9E37_79B9_7F4A_7C15
    let bits = Philox.block(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: word), UInt32(truncatingIfNeeded: word >> 32),
        UInt32(truncatingIfNeeded: mixed), UInt32(truncatingIfNeeded: mixed >> 32) & 0x7FFF_FFFF),
      key: key ^ 0xA5A5_A5A5_5A5A_5A5A)
    return RandomStream(
      key: UInt64(bits.x) | UInt64(bits.y) << 32,
      domain: (UInt64(bits.z) | UInt64(bits.w) << 32) | 1 << 63)
  }
}
