/// The Philox 4×32-10 block function: ten keyed rounds that turn a counter into random bits.
///
/// The output depends on counter and key alone, so any position of a stream can be computed on its
/// own, in any order and by any thread. Source: Salmon et al., SC 2011, doi:10.1145/2063384.2063405.
struct Philox {
  /// 128 bits of randomness for a 128-bit counter under a 64-bit key.
  @inline(__always)
  static func block(counter: SIMD4<UInt32>, key: UInt64) -> SIMD4<UInt32> {
    var c = counter
    var k0 = UInt32(truncatingIfNeeded: key)
    var k1 = UInt32(truncatingIfNeeded: key >> 32)
    for _ in 0..<10 {
      let p0 = UInt64(0xD251_1F53) * UInt64(c.x)
      let p1 = UInt64(0xCD9E_8D57) * UInt64(c.z)
      c = SIMD4(
        UInt32(truncatingIfNeeded: p1 >> 32) ^ c.y ^ k0, UInt32(truncatingIfNeeded: p1),
        UInt32(truncatingIfNeeded: p0 >> 32) ^ c.w ^ k1, UInt32(truncatingIfNeeded: p0))
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return c
  }
}
