import CSodium

/// A SHA-256 digest that grows with the bytes it is given.
///
/// A value: a copy goes on by itself, and finishing leaves the digest ready for more bytes.
/// Source: NIST FIPS 180-4, doi:10.6028/NIST.FIPS.180-4, by libsodium.
package struct SHA256Digest: Sendable {
  private var state = crypto_hash_sha256_state()

  /// The digest of no bytes.
  package init() {
    precondition(SodiumLibrary.isReady, "libsodium found no source of random numbers")
    unsafe crypto_hash_sha256_init(&state)
  }

  /// Takes in more bytes.
  package mutating func update(_ bytes: RawSpan) {
    unsafe bytes.withUnsafeBytes { raw in
      guard let start = raw.baseAddress else { return }
      let first = unsafe start.assumingMemoryBound(to: UInt8.self)
      unsafe crypto_hash_sha256_update(&state, first, UInt64(raw.count))
    }
  }

  /// Takes in more bytes.
  package mutating func update(_ bytes: [UInt8]) { unsafe update(bytes.span.bytes) }

  /// Takes in numbers as little-endian bytes, four for each.
  package mutating func update(_ values: Span<Float>) {
    #if _endian(little)
      unsafe update(values.bytes)
    #else
      for index in values.indices {
        let bits = values[index].bitPattern
        update((0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) })
      }
    #endif
  }

  /// Takes in numbers as little-endian bytes, four for each.
  package mutating func update(_ values: [Float]) { update(values.span) }

  /// The 32 bytes of the digest of everything so far.
  package func finish() -> [UInt8] {
    var last = state
    var bytes = [UInt8](repeating: 0, count: 32)
    unsafe crypto_hash_sha256_final(&last, &bytes)
    return bytes
  }

  /// The digest of everything so far as 64 hexadecimal digits in lower case.
  package func finishHexadecimal() -> String { Self.hexadecimal(finish()) }

  /// The digest of everything so far as records and reports show it: `sha256:` and 64 digits.
  package func finishText() -> String { "sha256:" + finishHexadecimal() }

  /// Two hexadecimal digits in lower case for each byte.
  package static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

/// The library behind the digests, which wants one call before all others.
enum SodiumLibrary {
  /// Whether the library can be used; the first reader prepares it.
  static let isReady = sodium_init() >= 0
}
